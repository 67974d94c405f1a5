/* SPDX-License-Identifier: Apache-2.0 */
/* Syslog over UDP, RFC 5426: messages of RFC 5424, section 6, and of RFC 3164, section 4.1. */
#include "texts.h"

#include "netcap.pb-c.h"
#include "syslog.pb-c.h"

enum { PRIORITY_DIGITS = 3, PRIORITY_MOST = 191, SEVERITIES = 8, MONTHS = 12, TAG_MOST = 48 };

/* "Oct  1 06:55:08", RFC 3164 section 4.1.2, and what stands at its places: a digit for 0. */
static const char moment[] = "Aaa _0 00:00:00";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* <0> to <191>, without zeros in front, section 6.2.1; -1 when that is not what it begins with. */
static int
priority_of(ProtobufCBinaryData *text)
{
    ProtobufCBinaryData rest = *text, digits;
    int64_t value;

    if (!rest.len || *rest.data != '<' || !memchr(rest.data, '>', rest.len))
        return -1;
    digits = cut(&rest, '>');
    digits.data++;
    digits.len--;
    value = number(digits, PRIORITY_DIGITS);
    if (value > PRIORITY_MOST || (digits.len > 1 && *digits.data == '0'))
        return -1;
    *text = rest;
    return (int)value;
}

static bool
fits(uint8_t byte, char place)
{
    switch (place) {
    case '0': return byte >= '0' && byte <= '9';
    case '_': return byte == ' ' || (byte >= '0' && byte <= '3');
    case 'A':
    case 'a': return lower(byte) >= 'a' && lower(byte) <= 'z';
    default: return byte == (uint8_t)place;
    }
}

/* The moment with which a message begins; without bytes when it does not. */
static ProtobufCBinaryData
cut_moment(ProtobufCBinaryData *text)
{
    ProtobufCBinaryData none = { 0, NULL }, found = { sizeof moment - 1, text->data };

    if (text->len < found.len)
        return none;
    for (size_t i = 0; i < found.len; i++)
        if (!fits(text->data[i], moment[i]))
            return none;
    for (size_t i = 0; i < MONTHS; i++)
        if (memcmp(found.data, months + 3 * i, 3) == 0) {
            text->data += found.len;
            text->len -= found.len;
            return found;
        }
    return none;
}

static void
pass_blank(ProtobufCBinaryData *text)
{
    if (text->len && *text->data == ' ') {
        text->data++;
        text->len--;
    }
}

/* A word that names a program: up to a colon, or to a process in brackets before it. */
static bool
cut_tag(struct nc_packet *pkt, ProtobufCBinaryData *text, Types__Syslog *syslog)
{
    ProtobufCBinaryData rest = *text, tag = { 0, rest.data }, process = { 0, NULL };

    while (tag.len < rest.len && tag.len < TAG_MOST && tag.data[tag.len] > ' ' &&
           tag.data[tag.len] != '[' && tag.data[tag.len] != ':')
        tag.len++;
    if (!tag.len || tag.len == rest.len)
        return false;
    rest.data += tag.len;
    rest.len -= tag.len;
    if (*rest.data == '[' && memchr(rest.data, ']', rest.len)) {
        process = cut(&rest, ']');
        process.data++;
        process.len--;
    }
    if (!rest.len || *rest.data != ':')
        return false;
    rest.data++;
    rest.len--;
    pass_blank(&rest);
    syslog->appname = nc_text(pkt, tag);
    syslog->procid = nc_text(pkt, process);
    *text = rest;
    return true;
}

/* RFC 3164 section 4.1; many senders leave out the host. */
static void
read_old(struct nc_packet *pkt, ProtobufCBinaryData text, Types__Syslog *syslog)
{
    ProtobufCBinaryData time = cut_moment(&text), rest;

    syslog->time = nc_text(pkt, time);
    if (time.len)
        pass_blank(&text);
    if (!cut_tag(pkt, &text, syslog) && time.len) {
        rest = text;
        syslog->hostname = nc_text(pkt, cut(&rest, ' '));
        text = rest;
        cut_tag(pkt, &text, syslog);
    }
    syslog->message = nc_text(pkt, text);
}

/* The next word of a header; "-" says that there is none, RFC 5424 section 6. */
static char *
word(struct nc_packet *pkt, ProtobufCBinaryData *text)
{
    ProtobufCBinaryData found = cut(text, ' ');

    if (is(found, "-"))
        found.len = 0;
    return nc_text(pkt, found);
}

/* Elements in brackets, section 6.3, whose values stand between quotation marks. */
static ProtobufCBinaryData
cut_elements(ProtobufCBinaryData *text)
{
    ProtobufCBinaryData found = { 0, text->data };
    bool inside = false, quoted = false;

    for (; found.len < text->len && (inside || text->data[found.len] == '['); found.len++) {
        inside = true;
        for (; found.len < text->len && inside; found.len++) {
            uint8_t byte = text->data[found.len];

            if (quoted && byte == '\\')
                found.len++;
            else if (byte == '"')
                quoted = !quoted;
            inside = quoted || byte != ']';
        }
        found.len--;
    }
    if (found.len > text->len)
        found.len = text->len;
    text->data += found.len;
    text->len -= found.len;
    return found;
}

static void
read_new(struct nc_packet *pkt, struct nc_cursor *in, ProtobufCBinaryData text,
         Types__Syslog *syslog)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf }; /* that UTF-8 follows, section 6.4 */

    syslog->version = 1;
    syslog->time = word(pkt, &text);
    syslog->hostname = word(pkt, &text);
    syslog->appname = word(pkt, &text);
    syslog->procid = word(pkt, &text);
    syslog->msgid = word(pkt, &text);
    nc_require(in, text.len && (*text.data == '-' || *text.data == '['),
               "header without structured data");
    if (!nc_ok(in))
        return;
    if (*text.data == '[')
        syslog->structureddata = nc_text(pkt, cut_elements(&text));
    else
        cut(&text, '-');
    pass_blank(&text);
    if (text.len >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0) {
        text.data += sizeof mark;
        text.len -= sizeof mark;
    }
    syslog->message = nc_text(pkt, text);
}

/* "1 " and a moment of RFC 3339, or "-". */
static bool
is_new(ProtobufCBinaryData text)
{
    return text.len > 2 && text.data[0] == '1' && text.data[1] == ' ' &&
           (text.data[2] == '-' || fits(text.data[2], '0'));
}

static void
decode(struct nc_packet *pkt, struct nc_cursor *in, void *record)
{
    Types__Syslog *syslog = record;
    ProtobufCBinaryData text = nc_rest(in);
    int priority = priority_of(&text);

    if (priority < 0) {
        nc_decline(in);
        return;
    }
    while (text.len && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == '\r' ||
                        text.data[text.len - 1] == '\0'))
        text.len--;
    syslog->facility = priority / SEVERITIES;
    syslog->severity = priority % SEVERITIES;
    if (is_new(text)) {
        text.data += 2;
        text.len -= 2;
        read_new(pkt, in, text, syslog);
    } else {
        read_old(pkt, text, syslog);
    }
    nc_skip(in, nc_left(in));
}

static enum nc_answer
recognise(const struct nc_datagram *is_, struct nc_cursor *first)
{
    ProtobufCBinaryData text = nc_rest(first);

    (void)is_;
    if (priority_of(&text) < 0)
        nc_decline(first);
    return nc_ok(first) ? NC_YES : NC_NO;
}

NC_SCHEMA(syslog);

NC_PLUGIN(syslog,
    .name   = "Syslog",
    .about  = "Syslog messages",
    .type   = TYPES__TYPE__NC_Syslog,
    .record = &types__syslog__descriptor,
    .schema = &syslog_schema,
    .on     = NC_ON(NC_KEY(NC_UDP_PORT, 514)),
    .decode = decode,
    .recognise = recognise);
