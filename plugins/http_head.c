/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of an HTTP message, and what they say of its body, RFC 9112 sections 5 and 6. */
#include "http.h"

enum { LENGTH_DIGITS = 18 };

/* A value that goes on in the next lines, which begin with a blank: they are joined by one. */
static ProtobufCBinaryData
unfolded(struct nc_packet *pkt, ProtobufCBinaryData value, ProtobufCBinaryData *lines)
{
    ProtobufCBinaryData joined = value, ahead = *lines;
    size_t size = value.len;

    while (ahead.len && blank(*ahead.data))
        size += 1 + cut_line(&ahead).len;
    joined.data = nc_alloc(pkt, size);
    if (value.len)
        memcpy(joined.data, value.data, value.len);
    while (lines->len && blank(*lines->data)) {
        ProtobufCBinaryData more = trimmed(cut_line(lines));

        joined.data[joined.len++] = ' ';
        if (more.len)
            memcpy(joined.data + joined.len, more.data, more.len);
        joined.len += more.len;
    }
    return joined;
}

bool
http_next_field(struct nc_packet *pkt, ProtobufCBinaryData *lines, struct header_field *field)
{
    while (lines->len) {
        ProtobufCBinaryData line = cut_line(lines);
        bool colon = line.len && memchr(line.data, ':', line.len);

        if (!line.len)
            return false;
        field->name = trimmed(cut(&line, ':'));
        field->value = trimmed(line);
        if (lines->len && blank(*lines->data))
            field->value = unfolded(pkt, field->value, lines);
        if (colon && field->name.len)
            return true;
        nc_malformed(pkt, "header line without a name");
    }
    return false;
}

/* The same length may be said several times, RFC 9110 section 8.6. */
static void
read_length(struct framing *framing, ProtobufCBinaryData value)
{
    do {
        ProtobufCBinaryData digits = trimmed(cut(&value, ','));
        int64_t length;

        for (; digits.len > 1 && *digits.data == '0'; digits.len--)
            digits.data++;
        length = number(digits, LENGTH_DIGITS);
        if (length < 0)
            framing->wrong = digits.len > LENGTH_DIGITS ? "Content-Length of more than 18 digits"
                                                        : "Content-Length that is no number";
        else if (framing->length >= 0 && framing->length != length)
            framing->wrong = "Content-Lengths that differ";
        framing->length = length;
    } while (value.len);
}

static void
read_codings(struct framing *framing, ProtobufCBinaryData value)
{
    while (value.len) {
        ProtobufCBinaryData coding = trimmed(cut(&value, ','));

        if (!coding.len || is(coding, "identity"))
            continue;
        framing->coded = true;
        framing->chunked = is(trimmed(cut(&coding, ';')), "chunked");
    }
}

struct framing
http_read_framing(struct nc_packet *pkt, ProtobufCBinaryData lines)
{
    struct framing framing = { .length = -1 };
    struct header_field field;

    while (http_next_field(pkt, &lines, &field)) {
        if (is(field.name, "content-length"))
            read_length(&framing, field.value);
        else if (is(field.name, "transfer-encoding"))
            read_codings(&framing, field.value);
        else if (is(field.name, "upgrade"))
            framing.upgrade = field.value.len != 0;
        else if (is(field.name, "expect"))
            framing.expect = is(field.value, "100-continue");
    }
    if (framing.coded && framing.length >= 0)
        nc_malformed(pkt, "Content-Length beside Transfer-Encoding");
    if (framing.coded) /* it overrides, RFC 9112 section 6.3 */
        framing.wrong = NULL;
    if (framing.wrong)
        framing.length = -1;
    return framing;
}
