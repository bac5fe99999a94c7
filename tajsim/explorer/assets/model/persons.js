// What is given in persons must be there, as in tajsim.engine.persons: held against the central path.

import { InputError, quoted } from "./errors.js";

const LARGEST = 0.25; // part of the people of a status that may be given to be deported in a quarter
const ROUNDING = 1e-6;

/**
 * The payload of the central path alone.
 * @param {import("./payload.js").Payload} payload
 * @returns {import("./payload.js").Payload}
 */
export function centralOf(payload) {
  const { centralParameters: parameters, centralAdded: added } = payload.numbers;
  return { ...payload, draws: 1, numbers: { parameters, added } };
}

/**
 * Note where the central path has not the people that are given.
 * @param {import("./machine.js").Machine} central
 * @param {import("./plan.js").Plan} plan
 * @param {string[]} problems
 */
export function personProblems(central, plan, problems) {
  let left = Object.keys(FAULTS).filter((name) => plan.overrides.get(name)?.level.some((x) => x !== 0));
  if (!left.length) return;
  try {
    central.compute(plan);
  } catch (error) {
    if (error instanceof InputError) return; // the run itself says where numbers stop being finite
    throw error;
  }
  central.payload.simulated.forEach((quarter, t) => {
    for (const name of left) {
      const given = plan.overrides.get(name);
      const [keep, level] = given ? [given.keep[t], given.level[t]] : [1, 0];
      const fault = level === 0 ? "" : FAULTS[name](central, t, keep, level);
      if (!fault) continue;
      problems.push(`scenario ${quoted(plan.name)}, ${quoted(name)} in ${quarter}: ${fault}`);
      left = left.filter((other) => other !== name); // one quarter says enough
    }
  });
}

/** @type {Record<string, (central: import("./machine.js").Machine, t: number, keep: number, level: number) => string>} */
const FAULTS = {
  deported(central, t, keep, level) {
    const workers = t ? central.found("check.workers", t - 1)[0] : central.first("check.workers")[0];
    const [gone, removals, regular, irregular] = ["value.deported", "check.removals", "check.deport_regular", "check.deport_irregular"].map(
      (name) => central.found(name, t)[0],
    );
    const share = removals / Math.max(workers, 1) + Math.max(regular, irregular);
    const asked = Math.max(gone, level);
    if (share > LARGEST) {
      return (
        `${whole(asked)} of ${whole(workers)} workers would be ${whole(100 * share)} % of those of a status, at its ` +
        `rate of deportation; at most ${whole(100 * LARGEST)} % can be given`
      );
    }
    if (keep === 0 && Math.abs(gone - level) > ROUNDING * Math.max(level, 1)) {
      return `${whole(asked)}, but at the rates of that quarter ${whole(gone)} are deported`;
    }
    return "";
  },
  organised_recruits(central, t) {
    const [called, leave] = ["value.organised_recruits", "check.leaving"].map((name) => central.found(name, t)[0]);
    return called > leave ? `${whole(called)}, but ${whole(leave)} leave for Russia` : "";
  },
};

/** @param {number} x @returns {string} as `:,.0f` writes it */
function whole(x) {
  return x.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ",");
}
