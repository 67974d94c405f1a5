/* SPDX-License-Identifier: Apache-2.0 */
#include "flowfeatures.h"

/* Of 128 bits: the square of 2^63 nanoseconds needs 126. */
typedef unsigned wide __attribute__((mode(TI)));

enum { FIRST_CELL_BITS = 13, LAST_CELL_BITS = 37, HALF_WIDE = 64 };

static wide
squares_of(const struct spread *s)
{
    return (wide)s->squares[1] << HALF_WIDE | s->squares[0];
}

static void
put_squares(struct spread *s, wide squares)
{
    s->squares[0] = (uint64_t)squares;
    s->squares[1] = (uint64_t)(squares >> HALF_WIDE);
}

void
flowfeatures_add(struct spread *s, uint64_t n, uint64_t value)
{
    s->sum += value;
    put_squares(s, squares_of(s) + (wide)value * value);
    if (!n || value < s->least)
        s->least = value;
    if (value > s->most)
        s->most = value;
}

struct spread
flowfeatures_merged(const struct feature_side *a, const struct spread *of_a,
                    const struct feature_side *b, const struct spread *of_b)
{
    struct spread both = *of_a;

    if (!b->packets)
        return both;
    if (!a->packets)
        return *of_b;
    both.sum += of_b->sum;
    put_squares(&both, squares_of(of_a) + squares_of(of_b));
    if (of_b->least < both.least)
        both.least = of_b->least;
    if (of_b->most > both.most)
        both.most = of_b->most;
    return both;
}

double
flowfeatures_mean(const struct spread *s, uint64_t n)
{
    return (double)s->sum / (double)n;
}

/* Of a sample: the root of (Q - S * S / n) / (n - 1), with Q the sum of the squares and S the sum
 * of the values.  What is subtracted is whole but for a fraction of n, so nothing cancels out. */
double
flowfeatures_deviation(const struct spread *s, uint64_t n)
{
    wide square = (wide)s->sum * s->sum, share = square / n;
    double fraction = (double)(uint64_t)(square % n) / (double)n;
    double spread = (double)(squares_of(s) - share) - fraction;

    return spread > 0 ? __builtin_sqrt(spread / (double)(n - 1)) : 0;
}

/* Four cells to each power of two: the two bits behind the top one say which. */
unsigned
flowfeatures_cell(uint64_t gap)
{
    unsigned bits;

    if (gap >> FIRST_CELL_BITS == 0)
        return 0;
    if (gap >> LAST_CELL_BITS)
        return GAP_CELLS - 1;
    bits = 63 - (unsigned)__builtin_clzll(gap);
    return 1 + (bits - FIRST_CELL_BITS) * 4 + ((unsigned)(gap >> (bits - 2)) & 3);
}

/* Rounded down; the last cell has none, and the longest gap stands for it. */
static uint64_t
middle_of(unsigned cell, uint64_t most)
{
    unsigned bits = FIRST_CELL_BITS + (cell - 1) / 4;
    uint64_t width = UINT64_C(1) << (bits - 2);

    if (cell == 0)
        return UINT64_C(1) << (FIRST_CELL_BITS - 1);
    if (cell == GAP_CELLS - 1)
        return most;
    return (4 + (cell - 1) % 4) * width + width / 2;
}

uint64_t
flowfeatures_ranked(const struct features *f, uint64_t rank)
{
    uint64_t so_far = f->cell[0], middle;
    unsigned cell = 0;

    while (so_far < rank && cell < GAP_CELLS - 1)
        so_far += f->cell[++cell];
    middle = middle_of(cell, f->gap.most);
    if (middle < f->gap.least)
        return f->gap.least;
    return middle > f->gap.most ? f->gap.most : middle;
}
