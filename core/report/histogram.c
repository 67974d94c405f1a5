/* SPDX-License-Identifier: Apache-2.0 */
#include "report/histogram.h"

#include <string.h>

uint64_t
histogram_from(size_t bin)
{
    static const uint64_t begins[] = { 1, 2, 5 };
    uint64_t from;

    if (bin == 0)
        return 0;
    from = begins[(bin - 1) % 3];
    for (size_t power = (bin - 1) / 3; power; power--)
        from *= 10;
    return from;
}

static size_t
bin_of(uint64_t number)
{
    size_t low = 0, high = HISTOGRAM_BINS;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (number < histogram_from(middle))
            high = middle;
        else
            low = middle;
    }
    return low;
}

static struct histogram_part *
part_of(struct histogram *histogram, const char *name, size_t size)
{
    struct histogram_part *part = histogram->parts;

    size = size < HISTOGRAM_NAME ? size : HISTOGRAM_NAME - 1;
    for (size_t i = 0; i < histogram->n_parts; i++, part++)
        if (strlen(part->name) == size && memcmp(part->name, name, size) == 0)
            return part;
    if (histogram->n_parts == HISTOGRAM_PARTS)
        return part - 1;
    histogram->n_parts++;
    if (histogram->n_parts == HISTOGRAM_PARTS)
        strcpy(part->name, "others");
    else
        memcpy(part->name, name, size);
    return part;
}

void
histogram_add(struct histogram *histogram, const char *name, size_t size, uint64_t number)
{
    struct histogram_part *part = part_of(histogram, name, size);

    part->bins[bin_of(number)]++;
    part->count++;
    if (!histogram->count || number < histogram->smallest)
        histogram->smallest = number;
    if (number > histogram->largest)
        histogram->largest = number;
    histogram->count++;
}
