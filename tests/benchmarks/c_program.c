/* Every scenario over every quarter, for the draws of a block, a chunk of them at a time.

   Above this text stand, made from the model's equations: `step`, which computes a quarter, the running sums
   of its year and what is kept; `year`, which computes the annual values of a year that ends; KEPT_ROWS, where
   they put what is kept; STRIDE, CHUNK, and the numbers of rows, quarters, scenarios and scalars. */

#include <string.h>

static double pair[2][AFTER * STRIDE];              /* of this quarter and the next */
static double of_year[KEPT * STRIDE];
static double branch[QUARTERS][STATE * STRIDE];     /* of the baseline, where scenarios leave it */
static double drawn[CHANGED + 1][STRIDE];           /* parameters that a scenario changes, as they were drawn */

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

/* In a loop of its own: conversions in the loop of `step` would halve its vectors. */
static void keep(long draws, const double *values, const long *rows, float *const *kept, long place) {
  for (long k = 0; k < KEPT; k++) {
    const double *restrict from = values + (rows ? rows[k] : k) * STRIDE;
    float *restrict to = kept[k] + place;
    for (long i = 0; i < draws; i++) to[i] = (float)from[i];
  }
}

/* Where the values go: an array (period, scenario, draw) of each output. The chunk's draws begin at `first`. */
struct target { float *const *quarterly, *const *annual; long wide, first; };

static long place(const struct target *to, long period, long s) {
  return (period * SCENARIOS + s) * to->wide + to->first;
}

static void path(const struct plan *p, long s, long first, long draws, double *fixed, const double *paths,
                 const char *wanted, const struct target *to, double *worst) {
  for (long t = first; t < QUARTERS; t++) {
    double *now = pair[t % 2], *after = pair[(t + 1) % 2];
    if (s == 0 && wanted[t]) memcpy(branch[t], now, sizeof branch[t]);
    if (s > 0) change(p, s, t, draws, fixed);
    step(draws, now, fixed, paths + t * PATHS * STRIDE, p->scalars + (s * QUARTERS + t) * SCALARS, after);
    worst_of(draws, after, worst);
    keep(draws, after, KEPT_ROWS, to->quarterly, place(to, t, s));
    if (t % 4 < 3) continue;
    year(draws, after, of_year);
    keep(draws, of_year, 0, to->annual, place(to, t / 4, s));
  }
}

/* A scenario is the baseline until it first differs from it. */
static void begin_as_baseline(long s, long quarters, long draws, const struct target *to) {
  for (long k = 0; k < KEPT; k++) {
    for (long t = 0; t < quarters; t++)
      memcpy(to->quarterly[k] + place(to, t, s), to->quarterly[k] + place(to, t, 0), draws * sizeof(float));
    for (long t = 0; t < quarters / 4; t++)
      memcpy(to->annual[k] + place(to, t, s), to->annual[k] + place(to, t, 0), draws * sizeof(float));
  }
}

/* start, fixed, paths: those of a chunk after those of another. */
void run(long draws, const double *scalars, const long *starts, const long *changes_any,
         const struct change *changes, const long *changed, const double *ranges, const double *start,
         double *fixed, const double *paths, float *const *quarterly, float *const *annual, long wide, long first_draw,
         double *worst) {
  const struct plan p = {scalars, starts, changes_any, changes, changed, ranges};
  char wanted[QUARTERS] = {0};
  for (long s = 1; s < SCENARIOS; s++)
    if (starts[s] < QUARTERS) wanted[starts[s]] = 1;
  for (long done = 0; done < draws; done += CHUNK) {
    const long here = draws - done < CHUNK ? draws - done : CHUNK;
    const struct target to = {quarterly, annual, wide, first_draw + done};
    memcpy(pair[0], start, sizeof branch[0]);
    for (long c = 0; c < CHANGED; c++) memcpy(drawn[c], fixed + changed[c] * STRIDE, sizeof drawn[c]);
    for (long s = 0; s < SCENARIOS; s++) {
      const long first = s ? starts[s] : 0;
      if (s) begin_as_baseline(s, first, here, &to);
      if (s && first < QUARTERS) memcpy(pair[first % 2], branch[first], sizeof branch[first]);
      path(&p, s, first, here, fixed, paths, wanted, &to, worst);
      for (long c = 0; c < CHANGED; c++) memcpy(fixed + changed[c] * STRIDE, drawn[c], sizeof drawn[c]);
    }
    start += STATE * STRIDE;
    fixed += FIXED * STRIDE;
    paths += QUARTERS * PATHS * STRIDE;
  }
}
