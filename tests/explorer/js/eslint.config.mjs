// What the linter asks of the scripts of the page; `npx eslint -c tests/explorer/js/eslint.config.mjs` runs it.

const rules = {
  "no-undef": "error",
  "no-unused-vars": "error",
  "no-shadow": ["error", { allow: ["name", "event", "close", "size", "print", "share", "mean", "table"] }],
  "no-var": "error",
  "prefer-const": "error",
  eqeqeq: "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML", "write"].map((property) => ({
      property,
      message: "texts become text nodes: see ui/dom.js",
    })),
  ],
};
const names = `AbortController AbortSignal Blob CSS DOMException DecompressionStream Element Event File HTMLButtonElement
HTMLDetailsElement HTMLDialogElement HTMLElement KeyboardEvent Node PointerEvent ResizeObserver Response SVGElement SVGSVGElement
TextDecoder TextEncoder URL WebAssembly addEventListener atob btoa clearTimeout document history innerWidth location navigator
performance print requestAnimationFrame setTimeout`.split(/\s+/);

export default [
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: "latest",
      sourceType: "module",
      globals: Object.fromEntries(names.map((name) => [name, "readonly"])),
    },
    rules,
  },
];
