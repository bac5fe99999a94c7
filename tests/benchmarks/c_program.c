/* Every scenario over every quarter, for the draws of a block, a chunk of them at a time.

   Above this text stand, made from the model's equations: `step`, which computes a quarter and the running
   sums of its year and writes what is kept; `year`, which writes the annual values of a year that ends;
   STRIDE, CHUNK, and the numbers of rows, quarters, scenarios and scalars. */

#include <string.h>

static double pair[2][AFTER * STRIDE];              /* of this quarter and the next */
static double branch[QUARTERS][STATE * STRIDE];     /* of the baseline, where scenarios leave it */
static double drawn[CHANGED][STRIDE];               /* parameters that a scenario changes, as they were drawn */

/* How a scenario changes a parameter in a quarter. */
struct change { double weight, level, multiply, add; };

struct plan {
  const double *scalars;         /* scenario, quarter, scalar */
  const long *starts;            /* first quarter in which a scenario differs from the baseline */
  const long *changes_any;       /* scenario, changed parameter: whether it does */
  const struct change *changes;  /* scenario, quarter, changed parameter */
  const long *changed;           /* the rows of the changed parameters */
  const double *ranges;          /* what is allowed of them, low and high */
};

static void change(const struct plan *p, long s, long t, long draws, double *restrict fixed) {
  for (long c = 0; c < CHANGED; c++) {
    if (!p->changes_any[s * CHANGED + c]) continue;
    const struct change to = p->changes[(s * QUARTERS + t) * CHANGED + c];
    const double low = p->ranges[2 * c], high = p->ranges[2 * c + 1];
    const double *restrict from = drawn[c];
    double *restrict row = fixed + p->changed[c] * STRIDE;
    for (long i = 0; i < draws; i++) {
      const double value = ((1.0 - to.weight) * from[i] + to.weight * to.level) * to.multiply + to.add;
      row[i] = fmin(fmax(value, low), high);
    }
  }
}

static void worst_of(long draws, const double *after, double *worst) {
  for (long k = 0; k < IDENTITIES; k++) {
    const double *row = after + (STATE + k) * STRIDE;
    double largest = worst[k];
    for (long i = 0; i < draws; i++) largest = fmax(largest, fabs(row[i]));
    worst[k] = largest;
  }
}

/* Values lie by output, period, scenario and draw; `wide` is the number of draws in all. */
static void path(const struct plan *p, long s, long first, long draws, double *fixed, const double *paths,
                 const char *wanted, float *quarterly, float *annual, long wide, double *worst) {
  for (long t = first; t < QUARTERS; t++) {
    double *now = pair[t % 2], *after = pair[(t + 1) % 2];
    if (s == 0 && wanted[t]) memcpy(branch[t], now, sizeof branch[t]);
    if (s > 0) change(p, s, t, draws, fixed);
    step(draws, now, fixed, paths + t * PATHS * STRIDE, p->scalars + (s * QUARTERS + t) * SCALARS, after,
         quarterly + (t * SCENARIOS + s) * wide, QUARTERS * SCENARIOS * wide);
    worst_of(draws, after, worst);
    if (t % 4 == 3)
      year(draws, after, annual + (t / 4 * SCENARIOS + s) * wide, QUARTERS / 4 * SCENARIOS * wide);
  }
}

/* A scenario is the baseline until it first differs from it. */
static void begin_as_baseline(long s, long quarters, long draws, float *quarterly, float *annual, long wide) {
  for (long k = 0; k < KEPT; k++) {
    for (long t = 0; t < quarters; t++) {
      float *row = quarterly + (k * QUARTERS + t) * SCENARIOS * wide;
      memcpy(row + s * wide, row, draws * sizeof *row);
    }
    for (long t = 0; t < quarters / 4; t++) {
      float *row = annual + (k * (QUARTERS / 4) + t) * SCENARIOS * wide;
      memcpy(row + s * wide, row, draws * sizeof *row);
    }
  }
}

/* start, fixed, paths: those of a chunk after those of another. */
void run(long draws, const double *scalars, const long *starts, const long *changes_any,
         const struct change *changes, const long *changed, const double *ranges, const double *start,
         double *fixed, const double *paths, float *quarterly, float *annual, long wide, double *worst) {
  const struct plan p = {scalars, starts, changes_any, changes, changed, ranges};
  char wanted[QUARTERS] = {0};
  for (long s = 1; s < SCENARIOS; s++)
    if (starts[s] < QUARTERS) wanted[starts[s]] = 1;
  for (long done = 0; done < draws; done += CHUNK) {
    const long here = draws - done < CHUNK ? draws - done : CHUNK;
    memcpy(pair[0], start, sizeof branch[0]);
    for (long c = 0; c < CHANGED; c++) memcpy(drawn[c], fixed + changed[c] * STRIDE, sizeof drawn[c]);
    for (long s = 0; s < SCENARIOS; s++) {
      const long first = s ? starts[s] : 0;
      begin_as_baseline(s, first, here, quarterly + done, annual + done, wide);
      if (s && first < QUARTERS) memcpy(pair[first % 2], branch[first], sizeof branch[first]);
      path(&p, s, first, here, fixed, paths, wanted, quarterly + done, annual + done, wide, worst);
      for (long c = 0; c < CHANGED; c++) memcpy(fixed + changed[c] * STRIDE, drawn[c], sizeof drawn[c]);
    }
    start += STATE * STRIDE;
    fixed += FIXED * STRIDE;
    paths += QUARTERS * PATHS * STRIDE;
  }
}
