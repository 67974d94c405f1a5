/* SPDX-License-Identifier: Apache-2.0 */
/* In the order of parquet.thrift's TypeDefinedOrder: numbers by their sign, bytes and texts byte by
 * byte, false before true; what is no number (NaN) does not count, and zeros stand for both. */
#include "parquet/statistics.h"

#include "parquet/plain.h"

#include <math.h>
#include <string.h>

static double
real_of(uint64_t bits)
{
    double real;

    memcpy(&real, &bits, sizeof real);
    return real;
}

static bool
text_less(const struct group *group, uint64_t a, uint64_t b)
{
    size_t a_size = group_text_size(a), b_size = group_text_size(b);
    size_t both = a_size < b_size ? a_size : b_size;
    int order = both ? memcmp(group_text(group, a), group_text(group, b), both) : 0;

    return order ? order < 0 : a_size < b_size;
}

/* The first and the last of values; false when none counts. */
typedef bool find_ends(const struct group *, const uint64_t *values, size_t count, uint64_t *least,
                       uint64_t *greatest);

static bool
find_texts(const struct group *group, const uint64_t *values, size_t count, uint64_t *least,
           uint64_t *greatest)
{
    *least = *greatest = count ? values[0] : 0;
    for (size_t i = 1; i < count; i++) {
        if (text_less(group, values[i], *least))
            *least = values[i];
        else if (text_less(group, *greatest, values[i]))
            *greatest = values[i];
    }
    return count > 0;
}

static bool
find_reals(const struct group *group, const uint64_t *values, size_t count, uint64_t *least,
           uint64_t *greatest)
{
    bool any = false;

    (void)group;
    for (size_t i = 0; i < count; i++) {
        double real = real_of(values[i]);

        if (isnan(real))
            continue;
        if (!any || real < real_of(*least))
            *least = values[i];
        if (!any || real_of(*greatest) < real)
            *greatest = values[i];
        any = true;
    }
    return any;
}

/* With the sign's bit turned over, signed numbers are in the order of unsigned ones. */
static bool
find_numbers(const uint64_t *values, size_t count, uint64_t turned, uint64_t *least,
             uint64_t *greatest)
{
    uint64_t low = UINT64_MAX, high = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t value = values[i] ^ turned;

        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    *least = low ^ turned;
    *greatest = high ^ turned;
    return count > 0;
}

static bool
find_signed(const struct group *group, const uint64_t *values, size_t count, uint64_t *least,
            uint64_t *greatest)
{
    (void)group;
    return find_numbers(values, count, UINT64_C(1) << 63, least, greatest);
}

static bool
find_unsigned(const struct group *group, const uint64_t *values, size_t count, uint64_t *least,
              uint64_t *greatest)
{
    (void)group;
    return find_numbers(values, count, 0, least, greatest);
}

static find_ends *
finder(enum shape_kind kind)
{
    switch (shape_type(kind)) {
    case PARQUET_BYTE_ARRAY: return find_texts;
    case PARQUET_FLOAT:
    case PARQUET_DOUBLE: return find_reals;
    default: return shape_is_signed(kind) ? find_signed : find_unsigned;
    }
}

/* A text that is greater than all that begin with these bytes; false when there is none as short.
 * In UTF-8 it must be text as well: a letter is followed by another, what is behind it left out. */
static bool
raise_text(struct bound *bound, bool utf8)
{
    const uint8_t last = utf8 ? 0x7e : 0xfe;

    while (bound->size) {
        uint8_t *byte = &bound->bytes[bound->size - 1];

        if (*byte <= last) {
            ++*byte;
            return true;
        }
        bound->size--;
    }
    return false;
}

static void
bound_text(struct bound *bound, const struct group *group, uint64_t text, bool utf8, bool greatest)
{
    const uint8_t *bytes = group_text(group, text);
    size_t size = group_text_size(text);

    bound->exact = size <= BOUND_MAX;
    if (size > BOUND_MAX) {
        size = BOUND_MAX;
        while (utf8 && size && (bytes[size] & 0xc0) == 0x80)
            size--; /* not within a character */
    }
    if (size)
        memcpy(bound->bytes, bytes, size);
    bound->size = (uint8_t)size;
    bound->there = bound->exact || !greatest || raise_text(bound, utf8);
}

static void
bound_number(struct bound *bound, const struct group *group, enum shape_kind kind, uint64_t value,
             bool greatest)
{
    static const double zeros[] = { -0.0, 0.0 };
    bool real = kind == SHAPE_FLOAT || kind == SHAPE_DOUBLE;
    struct textbuf bytes = { .fd = -1 };

    if (real && real_of(value) == 0)
        memcpy(&value, &zeros[greatest], sizeof value);
    plain_put(&bytes, group, kind, &value, 1);
    memcpy(bound->bytes, bytes.data, bytes.used);
    bound->size = (uint8_t)bytes.used;
    bound->there = bound->exact = true;
    textbuf_free(&bytes);
}

static void
make_bound(struct bound *bound, const struct group *group, enum shape_kind kind, uint64_t value,
           bool greatest)
{
    if (shape_type(kind) == PARQUET_BYTE_ARRAY)
        bound_text(bound, group, value, kind != SHAPE_BYTES, greatest);
    else
        bound_number(bound, group, kind, value, greatest);
}

void
statistics_make(struct statistics *statistics, const struct group *group,
                const struct group_leaf *leaf, const uint64_t *values, size_t count)
{
    enum shape_kind kind = leaf->node->kind;
    uint64_t least = 0, greatest = 0;

    memset(statistics, 0, sizeof *statistics);
    statistics->nulls = leaf->n_entries - leaf->n_values;
    if (!finder(kind)(group, values, count, &least, &greatest))
        return;
    make_bound(&statistics->least, group, kind, least, false);
    make_bound(&statistics->greatest, group, kind, greatest, true);
}

/* What is not 0 or 1 is no bool, and what that does nobody knows. */
static bool
is_bound(const struct bound *bound)
{
    uint8_t there, exact;

    memcpy(&there, &bound->there, sizeof there);
    memcpy(&exact, &bound->exact, sizeof exact);
    return there <= 1 && exact <= 1 && bound->size <= BOUND_MAX;
}

bool
statistics_are_whole(const struct statistics *statistics)
{
    return is_bound(&statistics->least) && is_bound(&statistics->greatest);
}
