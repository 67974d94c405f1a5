/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an HTTP message: its first line, its fields, and what they say of its body.
 * RFC 9112 sections 2 to 6. */
#include "http.h"

enum { METHOD_MAX = 32, LENGTH_DIGITS = 18 };

static bool
token_char(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f && !strchr("\"(),/:;<=>?@[\\]{}", byte);
}

static size_t
token_size(ProtobufCBinaryData text)
{
    size_t n = 0;

    while (n < text.len && n <= METHOD_MAX && token_char(text.data[n]))
        n++;
    return n;
}

static bool
starts(ProtobufCBinaryData text, const char *with)
{
    return text.len >= strlen(with) && memcmp(text.data, with, strlen(with)) == 0;
}

bool
http_exactly(ProtobufCBinaryData text, const char *word)
{
    return text.len == strlen(word) && starts(text, word);
}

static bool
is_version(ProtobufCBinaryData text)
{
    return text.len == 8 && starts(text, "HTTP/1.") && text.data[7] >= '0' && text.data[7] <= '9';
}

bool
http_read_request_line(ProtobufCBinaryData line, struct first_line *to)
{
    size_t method = token_size(line), version;

    line = trimmed(line);
    for (version = line.len; version && line.data[version - 1] != ' '; version--)
        continue;
    if (!method || method > METHOD_MAX || version < method + 3 || line.data[method] != ' ')
        return false;
    to->method = (ProtobufCBinaryData){ method, line.data };
    to->target = trimmed((ProtobufCBinaryData){ version - method - 1, line.data + method });
    to->version = (ProtobufCBinaryData){ line.len - version, line.data + version };
    return to->target.len && is_version(to->version);
}

bool
http_read_status_line(ProtobufCBinaryData line, struct first_line *to)
{
    ProtobufCBinaryData status;

    to->version = cut(&line, ' ');
    status = cut(&line, ' ');
    to->status = (int32_t)(status.len == 3 ? number(status, 3) : -1);
    return is_version(to->version) && to->status >= 100;
}

enum nc_answer
http_known_method(ProtobufCBinaryData bytes)
{
    static const char *const known[] = {
        "GET ", "POST ", "HEAD ", "PUT ", "DELETE ", "OPTIONS ", "CONNECT ", "PATCH ", "TRACE ",
        "PROPFIND ", "PROPPATCH ", "MKCOL ", "COPY ", "MOVE ", "LOCK ", "UNLOCK ", "REPORT ",
        "SEARCH ", "MERGE ", "PURGE ", "SUBSCRIBE ", "UNSUBSCRIBE ", "NOTIFY ", "M-SEARCH ",
        "BITS_POST ", "RPC_IN_DATA ", "RPC_OUT_DATA "
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t n = strlen(known[i]);

        if (memcmp(bytes.data, known[i], bytes.len < n ? bytes.len : n) == 0)
            return bytes.len < n ? NC_MORE : NC_YES;
    }
    return NC_NO;
}

enum nc_answer
http_begins_request(ProtobufCBinaryData bytes)
{
    size_t method = token_size(bytes);
    struct first_line line;

    if (method == 0 || method > METHOD_MAX || (method < bytes.len && bytes.data[method] != ' '))
        return NC_NO;
    if (!memchr(bytes.data, '\n', bytes.len))
        return bytes.len > HEAD_MAX ? NC_NO : NC_MORE;
    return http_read_request_line(cut_line(&bytes), &line) ? NC_YES : NC_NO;
}

enum nc_answer
http_begins_response(ProtobufCBinaryData bytes)
{
    static const uint8_t pattern[] = "HTTP/1.0 000";
    size_t n = bytes.len < sizeof pattern - 1 ? bytes.len : sizeof pattern - 1;

    for (size_t i = 0; i < n; i++)
        if (pattern[i] == '0' ? bytes.data[i] < '0' || bytes.data[i] > '9'
                              : bytes.data[i] != pattern[i])
            return NC_NO;
    if (bytes.len == n)
        return NC_MORE;
    return bytes.data[n] == ' ' || bytes.data[n] == '\r' || bytes.data[n] == '\n' ? NC_YES : NC_NO;
}

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
            framing->wrong = "Content-Length that is no number";
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
