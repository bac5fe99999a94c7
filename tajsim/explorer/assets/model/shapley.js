// Shapley values: what each of several players adds, averaged over the orders they may join in.

/**
 * The exact values of every player, by draw.
 * @param {Float64Array[]} outcomes of each coalition: player i is in number k if bit i of k is set
 * @returns {Float64Array[]}
 */
export function shapleyValues(outcomes) {
  const players = Math.log2(outcomes.length);
  const draws = outcomes[0].length;
  const factorial = [1];
  for (let i = 1; i <= players; i++) factorial.push(factorial[i - 1] * i);
  const bits = outcomes.map((_, k) => k.toString(2).replaceAll("0", "").length);
  return Array.from({ length: players }, (_, i) => {
    const values = new Float64Array(draws);
    outcomes.forEach((without, k) => {
      if (k & (1 << i)) return;
      const joined = outcomes[k | (1 << i)];
      const weight = (factorial[bits[k]] * factorial[players - bits[k] - 1]) / factorial[players];
      for (let d = 0; d < draws; d++) values[d] += weight * (joined[d] - without[d]);
    });
    return values;
  });
}
