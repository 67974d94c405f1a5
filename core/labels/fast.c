/* SPDX-License-Identifier: Apache-2.0 */
/* fast.log of Suricata, a line an alert:
 *
 *     11/28/2026-12:00:00.000005  [**] [1:2008124:2] what it says [**] [Classification: Misc]
 *     [Priority: 2] {TCP} 192.0.2.10:49171 -> 198.51.100.80:80
 *
 * in one line.  Times are local ones, and say of which zone they are nowhere; behind the address of
 * a control message stand its type and its code. */
#include "labels/label_answer.h"
#include "labels/label_nets.h"

#include "base/parse.h"
#include "host.h"

#include <stdlib.h>
#include <string.h>

#define MARK "[**]"

static bool
is_fast(const char *line)
{
    return *line >= '0' && *line <= '9' && strstr(line, MARK);
}

/* The last of them in a text; NULL: there is none. */
static char *
last_of(char *text, const char *what)
{
    char *found = NULL;

    for (char *at = text; (at = strstr(at, what)); at++)
        found = at;
    return found;
}

/* Behind the numbers of the rule; ends before the blank that its end stands behind. */
static const char *
message(char *text, char *end)
{
    char *numbers_end;

    text += strspn(text, " ");
    if (*text == '[' && (numbers_end = strchr(text, ']')) && numbers_end < end)
        text = numbers_end + 1 + strspn(numbers_end + 1, " ");
    while (end > text && end[-1] == ' ')
        end--;
    *end = '\0';
    return text;
}

/* An address with what stands behind its last colon; or alone, where it is none without that. */
static bool
take_end(struct pool *pool, struct label_side *side, char *text)
{
    char *colon = strrchr(text, ':');
    uint64_t port;

    if (colon && parse_number(colon + 1, 0, UINT16_MAX, &port)) {
        *colon = '\0';
        label_side_port(pool, side, (int)port);
        if (label_side_address(pool, side, text))
            return true;
        *colon = ':';
    }
    label_side_port(pool, side, -1);
    return label_side_address(pool, side, text);
}

/* "{TCP} 192.0.2.10:49171 -> 198.51.100.80:80" */
static const char *
take_ends(struct pool *pool, char *text, struct label_said *said)
{
    char *close = strchr(text, '}'), *arrow = strstr(text, " -> "), *from;

    if (!close || !arrow || close > arrow)
        return "{PROTOCOL} ADDRESS:PORT -> ADDRESS:PORT at the end";
    *close = *arrow = '\0';
    from = close + 1 + strspn(close + 1, " ");
    text = strncmp(text, "{PROTO:", 7) == 0 ? text + 7 : text + 1;
    said->protocol = nc_protocol_named(text);
    if (said->protocol < 0)
        return "a protocol between { and }, by its name or number";
    said->control = said->protocol >= 0 && !nc_protocol_has_ports((uint8_t)said->protocol);
    arrow += 4;
    arrow[strcspn(arrow, " \t\r")] = '\0';
    return take_end(pool, &said->sides[0], from) && take_end(pool, &said->sides[1], arrow)
               ? NULL
               : "an address and a port on both sides of the arrow";
}

static uint32_t
priority(const char *text)
{
    const char *at = strstr(text, "[Priority: ");

    return at ? (uint32_t)strtoul(at + strlen("[Priority: "), NULL, 10) : UINT32_MAX;
}

static enum label_answer
read_fast(struct label_reading *reading, char *line, struct label_said *said)
{
    char *begin = strstr(line, MARK), *end = last_of(line, MARK), *ends;
    const char *expected;

    if (!begin || !end || begin == end)
        return label_broken(reading, "TIME [**] [RULE] TEXT [**] and behind it who it is about");
    line[strcspn(line, " \t")] = '\0';
    expected = label_time_read(line, &reading->zone, &said->end);
    if (expected)
        return expected == label_time_no_year ? label_stop(reading, expected)
                                              : label_taken(reading, expected);
    said->begin = said->end;
    said->label = message(begin + strlen(MARK), end);
    said->rank = priority(end + 1);
    ends = last_of(end + 1, "{");
    if (!ends)
        return strstr(end + 1, "[Raw pkt: ") ? LABEL_NOWHERE : label_broken(reading, "{PROTOCOL}");
    expected = *said->label ? take_ends(reading->pool, ends, said) : "a text between [**]";
    return label_taken(reading, expected);
}

const struct label_format label_format_fast = {
    .name = "fast",
    .is = is_fast,
    .read = read_fast,
};
