/* SPDX-License-Identifier: Apache-2.0 */
/* eve.json of Suricata: a JSON object a line, of which those with the event_type alert are labels
 * (docs.suricata.io, "Eve JSON Format"). */
#include "base/json_tree.h"
#include "labels/label_answer.h"
#include "labels/label_nets.h"

#include "host.h"

#include <string.h>

static bool
is_eve(const char *line)
{
    return *line == '{' && strstr(line, "\"event_type\"");
}

/* A number that a member is, at most this; -1: there is none, -2: it is another one. */
static int
number_of(const struct json *event, const char *key, uint64_t most)
{
    uint64_t number;

    if (!json_member(event, key))
        return -1;
    return json_number(event, key, &number) && number <= most ? (int)number : -2;
}

/* What stands in place of ports: of control messages type and code have members of their own. */
static const char *
take_ports(struct pool *pool, const struct json *event, struct label_said *said)
{
    int type = number_of(event, "icmp_type", UINT8_MAX);
    int code = number_of(event, "icmp_code", UINT8_MAX);
    int from = number_of(event, "src_port", UINT16_MAX);
    int to = number_of(event, "dest_port", UINT16_MAX);

    if (type == -2 || code == -2 || from == -2 || to == -2)
        return "src_port and dest_port up to 65535, icmp_type and icmp_code up to 255";
    said->control = type >= 0;
    label_side_port(pool, &said->sides[0], said->control ? type : from);
    label_side_port(pool, &said->sides[1], said->control ? code : to);
    return NULL;
}

static const char *
take_ends(struct pool *pool, const struct json *event, struct label_said *said)
{
    const char *from = json_text(event, "src_ip"), *to = json_text(event, "dest_ip");
    const char *protocol = json_text(event, "proto");

    if (!from || !to || !label_side_address(pool, &said->sides[0], from) ||
        !label_side_address(pool, &said->sides[1], to))
        return "addresses in src_ip and dest_ip";
    said->protocol = protocol ? nc_protocol_named(protocol) : -1;
    if (protocol && said->protocol < 0)
        return "a protocol in proto, by its name or number";
    return take_ports(pool, event, said);
}

static const char *
take_times(struct label_reading *reading, const struct json *event, struct label_said *said)
{
    const char *when = json_text(event, "timestamp");
    const char *start = json_text(json_member(event, "flow"), "start");
    const char *expected =
        when ? label_time_read(when, &reading->zone, &said->end) : "a time in timestamp";

    said->begin = said->end;
    if (expected || !start)
        return expected;
    expected = label_time_read(start, &reading->zone, &said->begin);
    said->began = true;
    if (said->begin > said->end)
        said->begin = said->end;
    return expected;
}

static enum label_answer
read_alert(struct label_reading *reading, const struct json *event, struct label_said *said)
{
    const struct json *alert = json_member(event, "alert");
    const char *community_id = json_text(event, "community_id"), *expected;
    uint64_t severity = UINT32_MAX;

    said->label = json_text(alert, "signature");
    if (!said->label || !*said->label)
        return label_broken(reading, "a text in alert.signature");
    json_number(alert, "severity", &severity);
    said->rank = severity < UINT32_MAX ? (uint32_t)severity : UINT32_MAX;
    said->community_id = community_id ? community_id : "";
    expected = take_times(reading, event, said);
    if (expected)
        return label_taken(reading, expected);
    if (!json_member(event, "src_ip") && !json_member(event, "dest_ip"))
        return *said->community_id ? LABEL_SAID : LABEL_NOWHERE;
    expected = take_ends(reading->pool, event, said);
    return label_taken(reading, expected);
}

static enum label_answer
read_eve(struct label_reading *reading, char *line, struct label_said *said)
{
    const struct json *event = json_read(reading->pool, line);
    const char *kind = json_text(event, "event_type");

    if (!kind)
        return label_broken(reading, "a JSON object with an event_type");
    return strcmp(kind, "alert") == 0 ? read_alert(reading, event, said) : LABEL_NONE;
}

const struct label_format label_format_eve = {
    .name = "eve",
    .is = is_eve,
    .read = read_eve,
};
