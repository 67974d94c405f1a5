/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/binding.h"

#include "base/alike.h"
#include "base/memory.h"
#include "base/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "expected first, last or discard". */
static const char *
one_of(const char *choices)
{
    static char text[96];
    size_t used = (size_t)snprintf(text, sizeof text, "expected ");

    while (*choices && used < sizeof text) {
        size_t length = strcspn(choices, " ");
        const char *next = choices + length + (choices[length] == ' ');

        used += (size_t)snprintf(text + used, sizeof text - used, "%.*s%s", (int)length, choices,
                                 !*next ? "" : strchr(next, ' ') ? ", " : " or ");
        choices = next;
    }
    return text;
}

void
binding_copy(char **to, const char *value)
{
    free(*to);
    *to = need_copy(value);
}

static const char *
take_text(const struct binding *b, char **to, const char *value)
{
    if (strlen(value) < b->least)
        return b->expected;
    binding_copy(to, value);
    return NULL;
}

static const char *
take_number(const struct binding *b, uint64_t *to, const char *value)
{
    static char expected[80];
    uint64_t number;

    if (parse_number(value, b->least, b->most, &number)) {
        *to = number * b->unit;
        return NULL;
    }
    if (b->expected)
        return b->expected;
    snprintf(expected, sizeof expected, "expected a number from %llu to %llu",
             (unsigned long long)b->least, (unsigned long long)b->most);
    return expected;
}

static const char *
take_octal(const struct binding *b, uint32_t *to, const char *value)
{
    char *end;
    unsigned long bits = strtoul(value, &end, 8);

    if (*value < '0' || *value > '7' || *end || bits > b->most || (bits & b->least) != b->least)
        return b->expected;
    *to = (uint32_t)bits;
    return NULL;
}

static const char *
take_time(const struct binding *b, uint64_t *to, const char *value)
{
    if (parse_time(value, to) && *to >= b->least && *to <= b->most)
        return NULL;
    return b->expected ? b->expected : "expected a time as 90, 500ms, 90s, 5m, 2h or 1d";
}

static const char *
take_size(const struct binding *b, uint64_t *to, const char *value)
{
    if (parse_size(value, to) && *to >= b->least && *to <= b->most)
        return NULL;
    return b->expected ? b->expected : "expected a number of bytes as 4096, 64K, 500M, 2G or 1T";
}

/* As the user would write it: the largest unit that goes in. */
static const char *
time_text(uint64_t milliseconds, char *buffer, size_t size)
{
    static const struct {
        const char *name;
        uint64_t size;
    } units[] = { { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 } };
    size_t i = 0;

    while (milliseconds % units[i].size)
        i++;
    snprintf(buffer, size, "%llu%s", (unsigned long long)(milliseconds / units[i].size),
             milliseconds ? units[i].name : "");
    return buffer;
}

static const char *
size_text(uint64_t bytes, char *buffer, size_t size)
{
    static const char units[] = "\0KMGT";
    size_t i = 0;

    for (; bytes && bytes % 1024 == 0 && i < 4; i++)
        bytes /= 1024;
    snprintf(buffer, size, "%llu%.1s", (unsigned long long)bytes, units + i);
    return buffer;
}

static const char *
take_choice(const struct arg_row *row, uint32_t *to, const char *value)
{
    int choice = arg_choice(row, value);

    *to = (uint32_t)choice;
    return choice < 0 ? one_of(row->choices) : NULL;
}

static const char *
take_first(const struct arg_row *row, bool *to, const char *value)
{
    int choice = arg_choice(row, value);

    *to = choice == 0;
    return choice != 0 && choice != 1 ? one_of(row->choices) : NULL;
}

static const char *
take_switch(bool *member, const char *value)
{
    return parse_switch(value ? value : "on", member) ? NULL : "expected on or off";
}

const char *
binding_take(const struct arg_row *row, void *to, const char *value)
{
    const struct binding *b = row->setting->binding;
    void *member = (uint8_t *)to + b->at;

    switch (b->kind) {
    case BINDING_TEXT:   return take_text(b, member, value);
    case BINDING_SWITCH: return take_switch(member, value);
    case BINDING_OFF:    *(bool *)member = false; return NULL;
    case BINDING_FIRST:  return take_first(row, member, value);
    case BINDING_CHOICE: return take_choice(row, member, value);
    case BINDING_NUMBER: return take_number(b, member, value);
    case BINDING_OCTAL:  return take_octal(b, member, value);
    case BINDING_TIME:   return take_time(b, member, value);
    case BINDING_SIZE:   return take_size(b, member, value);
    case BINDING_VALUE:  *(int *)member = b->value; return NULL;
    case BINDING_CALL:   return b->call(to, value);
    }
    return NULL;
}

/* The word of that number. */
static const char *
choice_text(const char *choices, uint32_t number, char *buffer, size_t size)
{
    while (number-- && *choices)
        choices += strcspn(choices, " ") + 1;
    snprintf(buffer, size, "%.*s", (int)strcspn(choices, " "), choices);
    return buffer;
}

const char *
binding_text(const struct arg_row *row, const void *of, char *buffer, size_t size)
{
    const struct binding *b = row->setting->binding;
    const void *member = (const uint8_t *)of + b->at;

    switch (b->kind) {
    case BINDING_TEXT:
        return *(char *const *)member;
    case BINDING_SWITCH:
        return *(const bool *)member ? "on" : "off";
    case BINDING_FIRST:
        return choice_text(row->choices, !*(const bool *)member, buffer, size);
    case BINDING_CHOICE:
        return choice_text(row->choices, *(const uint32_t *)member, buffer, size);
    case BINDING_NUMBER:
        snprintf(buffer, size, "%llu",
                 (unsigned long long)(*(const uint64_t *)member / b->unit));
        return buffer;
    case BINDING_OCTAL:
        snprintf(buffer, size, "%04o", *(const uint32_t *)member);
        return buffer;
    case BINDING_TIME:
        return time_text(*(const uint64_t *)member, buffer, size);
    case BINDING_SIZE:
        return size_text(*(const uint64_t *)member, buffer, size);
    default:
        return b->text ? b->text(of, buffer, size) : NULL;
    }
}

const char *
binding_unknown(const struct argtable *table, const char *key)
{
    static char what[ALIKE_TEXT + 64];
    struct alike alike = alike_to(key, strlen(key));
    char question[ALIKE_TEXT];

    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].setting->ini)
            alike_offer(&alike, table->rows[i].setting->ini);
    if (!alike.count)
        return "unknown key: expected one of those that --print-config lists";
    snprintf(what, sizeof what, "unknown key%s see --print-config",
             alike_question(&alike, "", question));
    return what;
}
