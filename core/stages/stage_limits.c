/* SPDX-License-Identifier: Apache-2.0 */
#include "stages/stage_limits.h"
#include "settings/settings.h"

#include <stdio.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)
#define YEAR 31536000

/* Where a number belongs, in units of its own. */
static const struct limit {
    const char *key;
    size_t at; /* in struct stage_limits */
    uint64_t most, unit;
} limits[] = {
    { "fragment_timeout", offsetof(struct stage_limits, defrag.timeout), YEAR, SECOND },
    { "fragment_memory", offsetof(struct stage_limits, defrag.memory), 2048, 1 << 20 },
    { "max_datagrams", offsetof(struct stage_limits, defrag.datagrams), 1000000, 1 },
    { "stream_timeout", offsetof(struct stage_limits, streams.idle_timeout), YEAR, SECOND },
    { "stream_memory", offsetof(struct stage_limits, streams.memory), 8192, 1 << 20 },
    { "stream_buffer", offsetof(struct stage_limits, streams.side), 16384, 1 << 10 },
    { "max_streams", offsetof(struct stage_limits, streams.connections), 4000000, 1 },
    { "gap_wait", offsetof(struct stage_limits, streams.gap_wait), 3600000, SECOND / 1000 },
};

/* And a choice; segments cannot be discarded. */
static const struct choice {
    const char *key;
    size_t at;
    uint32_t n;
    const char *expected;
} choices[] = {
    { "fragment_overlap", offsetof(struct stage_limits, defrag.overlap), 3, "expected first, last or discard" },
    { "stream_overlap", offsetof(struct stage_limits, streams.overlap), 2, "expected first or last" },
};

static const char *const overlaps[] = {
    [OVERLAP_FIRST] = "first", [OVERLAP_LAST] = "last", [OVERLAP_DISCARD] = "discard",
};

static const struct limit *
find_limit(const char *key)
{
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (strcmp(limits[i].key, key) == 0)
            return &limits[i];
    return NULL;
}

static const struct choice *
find_choice(const char *key)
{
    for (size_t i = 0; i < sizeof choices / sizeof choices[0]; i++)
        if (strcmp(choices[i].key, key) == 0)
            return &choices[i];
    return NULL;
}

static const char *
take_choice(struct stage_limits *to, const struct choice *choice, const char *value)
{
    for (uint32_t i = 0; i < choice->n; i++)
        if (strcmp(value, overlaps[i]) == 0) {
            memcpy((uint8_t *)to + choice->at, &i, sizeof i);
            return NULL;
        }
    return choice->expected;
}

const char *
limits_take(struct stage_limits *to, const char *key, const char *value)
{
    static char expected[64];
    const struct limit *limit = find_limit(key);
    const struct choice *choice = find_choice(key);
    uint64_t number;

    if (choice)
        return take_choice(to, choice, value);
    if (!limit)
        return "unknown setting";
    if (!parse_number(value, 1, limit->most, &number)) {
        snprintf(expected, sizeof expected, "expected a number from 1 to %llu", (unsigned long long)limit->most);
        return expected;
    }
    number *= limit->unit;
    memcpy((uint8_t *)to + limit->at, &number, sizeof number);
    return NULL;
}

const char *
limits_text(const struct stage_limits *of, const char *key, char *text, size_t room)
{
    const struct limit *limit = find_limit(key);
    const struct choice *choice = find_choice(key);
    uint64_t number;
    uint32_t which;

    if (choice) {
        memcpy(&which, (const uint8_t *)of + choice->at, sizeof which);
        return overlaps[which];
    }
    if (!limit)
        return NULL;
    memcpy(&number, (const uint8_t *)of + limit->at, sizeof number);
    snprintf(text, room, "%llu", (unsigned long long)(number / limit->unit));
    return text;
}
