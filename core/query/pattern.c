/* SPDX-License-Identifier: Apache-2.0 */
#include "query/pattern.h"

#include "base/memory.h"

#include <limits.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
    char text[PATTERN_LONGEST + 1];
    size_t size;
    bool plain; /* it has no signs: then it is looked for as it is */
    regex_t compiled;
};

/* Repetitions in repetitions multiply, in memory as well. */
static bool
repeats_little(const char *text)
{
    unsigned long all = 1;

    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        unsigned long least = strtoul(at + 1, NULL, 10), most = least;
        const char *comma = at + 1 + strspn(at + 1, "0123456789");

        if (*comma == ',')
            most = strtoul(comma + 1, NULL, 10);
        most = most > least ? most : least;
        all *= most ? most : 1;
        if (most > PATTERN_REPEATS || all > PATTERN_REPEATS)
            return false;
    }
    return true;
}

/* \1 makes a search take exponential time. */
static bool
refers_back(const char *text)
{
    for (; *text; text++)
        if (*text == '\\' && *++text >= '1' && *text <= '9')
            return true;
    return false;
}

static const char *
what_is_wrong(const char *text, size_t size)
{
    if (size > PATTERN_LONGEST)
        return "it is longer than 256 bytes";
    if (memchr(text, '\0', size))
        return "it has a zero byte";
    if (size == 0)
        return "it is empty";
    return NULL;
}

struct pattern *
pattern_new(const char *text, size_t size, char *why, size_t why_size)
{
    const char *wrong = what_is_wrong(text, size);
    struct pattern *pattern = need(1, sizeof *pattern);
    int error = 0;

    if (!wrong)
        memcpy(pattern->text, text, size);
    pattern->size = size;
    if (!wrong && text[size - 1] == '\\' && !(size > 1 && text[size - 2] == '\\'))
        wrong = "it ends with a backslash";
    if (!wrong && refers_back(pattern->text))
        wrong = "it refers back with \\1 to \\9";
    if (!wrong && !repeats_little(pattern->text))
        wrong = "it repeats more than 1000 times";
    pattern->plain = !strpbrk(pattern->text, "^.[$()|*+?{\\");
    if (!wrong && !pattern->plain)
        error = regcomp(&pattern->compiled, pattern->text, REG_EXTENDED | REG_NOSUB);
    if (!wrong && !error)
        return pattern;
    if (wrong)
        snprintf(why, why_size, "%s", wrong);
    else
        regerror(error, &pattern->compiled, why, why_size);
    free(pattern);
    return NULL;
}

void
pattern_free(struct pattern *pattern)
{
    if (pattern && !pattern->plain)
        regfree(&pattern->compiled);
    free(pattern);
}

bool
pattern_is_in(const struct pattern *pattern, const void *bytes, size_t size)
{
    regmatch_t part = { 0, (regoff_t)size };

    if (pattern->plain)
        return size >= pattern->size && memmem(bytes, size, pattern->text, pattern->size);
    /* What is no text of C: it has zeros, and ends where it is said to. */
    return size <= INT_MAX &&
           regexec(&pattern->compiled, bytes ? bytes : "", 1, &part, REG_STARTEND) == 0;
}
