/* SPDX-License-Identifier: Apache-2.0 */
/* The first line of an HTTP message, RFC 9112 sections 3 and 4.  Each kind has one reader: what it
 * takes for a line of its kind is one everywhere, whatever is wrong with it. */
#include "http.h"

enum { METHOD_MAX = 32, STATUS_DIGITS = 3, STATUS_LEAST = 100, PREFIX = 5 };
enum { FIELD_NAME_MAX = 64 };
enum { MOST_OF_A_LETTER = 6 }; /* known methods that begin with the same one */

static const char prefix[] = "HTTP/";

/* RFC 9110 section 5.6.2: a bit for each character of a token, from the blank on. */
static bool
token_char(uint8_t byte)
{
    static const uint32_t those[] = { 0x03ff6cfa, 0xc7fffffe, 0x57ffffff };

    return byte >= ' ' && byte < 0x80 && those[byte / 32 - 1] >> byte % 32 & 1;
}

static bool
is_token(ProtobufCBinaryData text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!token_char(text.data[i]))
            return false;
    return text.len && text.len <= METHOD_MAX;
}

/* Of printable characters. */
static size_t
word_size(ProtobufCBinaryData text)
{
    size_t n = 0;

    while (n < text.len && n <= METHOD_MAX && text.data[n] > ' ' && text.data[n] < 0x7f)
        n++;
    return n;
}

bool
http_exactly(ProtobufCBinaryData text, const char *word)
{
    return text.len == strlen(word) && memcmp(text.data, word, text.len) == 0;
}

/* Whether that may be all of "HTTP/" in any case, or as much of it as there is. */
static bool
is_prefix(ProtobufCBinaryData text)
{
    return same(text, (const uint8_t *)prefix, text.len < PREFIX ? text.len : PREFIX);
}

static bool
begins_version(ProtobufCBinaryData text)
{
    if (text.len > PREFIX)
        text.len = PREFIX;
    return text.len == PREFIX && is_prefix(text);
}

static bool
is_version(ProtobufCBinaryData text)
{
    return text.len == PREFIX + 3 && memcmp(text.data, "HTTP/1.", PREFIX + 2) == 0 &&
           text.data[PREFIX + 2] >= '0' && text.data[PREFIX + 2] <= '9';
}

/* The word may go on behind these bytes. */
static enum nc_answer
begins_with(ProtobufCBinaryData bytes, const char *word)
{
    size_t n = 0;

    while (n < bytes.len && word[n] && (uint8_t)word[n] == bytes.data[n])
        n++;
    return !word[n] ? NC_YES : n == bytes.len ? NC_MORE : NC_NO;
}

enum nc_answer
http_known_method(ProtobufCBinaryData bytes)
{
    static const char *const known['Z' - 'A' + 1][MOST_OF_A_LETTER + 1] = {
        ['B' - 'A'] = { "BITS_POST " },
        ['C' - 'A'] = { "CONNECT ", "COPY " },
        ['D' - 'A'] = { "DELETE " },
        ['G' - 'A'] = { "GET " },
        ['H' - 'A'] = { "HEAD " },
        ['L' - 'A'] = { "LOCK " },
        ['M' - 'A'] = { "MKCOL ", "MOVE ", "MERGE ", "M-SEARCH " },
        ['N' - 'A'] = { "NOTIFY " },
        ['O' - 'A'] = { "OPTIONS " },
        ['P' - 'A'] = { "POST ", "PUT ", "PATCH ", "PROPFIND ", "PROPPATCH ", "PURGE " },
        ['R' - 'A'] = { "REPORT ", "RPC_IN_DATA ", "RPC_OUT_DATA " },
        ['S' - 'A'] = { "SEARCH ", "SUBSCRIBE " },
        ['T' - 'A'] = { "TRACE " },
        ['U' - 'A'] = { "UNLOCK ", "UNSUBSCRIBE " },
    };
    enum nc_answer answer = NC_NO;

    if (!bytes.len || *bytes.data < 'A' || *bytes.data > 'Z')
        return NC_NO;
    for (const char *const *word = known[*bytes.data - 'A']; *word && answer == NC_NO; word++)
        answer = begins_with(bytes, *word);
    return answer;
}

static const char *
wrong_request(const struct first_line *line, bool known)
{
    if (!known && !is_token(line->method))
        return "request line whose method is no token";
    if (!line->target.len)
        return "request line without a target";
    if (!line->version.len)
        return "request line without a version";
    return is_version(line->version) ? NULL : "request line with another version than 1.x";
}

/* Clients that put blanks into the target are met. */
bool
http_read_request_line(ProtobufCBinaryData text, struct first_line *to)
{
    size_t method, version;
    bool known;

    text = trimmed(text);
    method = word_size(text);
    if (!method || method > METHOD_MAX || method == text.len || !blank(text.data[method]))
        return false;
    known = http_known_method(text) == NC_YES;
    *to = (struct first_line){ .method = { method, text.data } };
    text = trimmed((ProtobufCBinaryData){ text.len - method, text.data + method });
    for (version = text.len; version && !blank(text.data[version - 1]); version--)
        continue;
    to->version = (ProtobufCBinaryData){ text.len - version, text.data + version };
    if (!begins_version(to->version))
        to->version = (ProtobufCBinaryData){ 0, NULL };
    to->target = trimmed((ProtobufCBinaryData){ text.len - to->version.len, text.data });
    to->wrong = wrong_request(to, known);
    return to->version.len || known;
}

/* "HTTP/2.0 200 OK" is none of this protocol, and is one; SHOUTcast says "ICY 200 OK". */
static const char *
wrong_status(const struct first_line *line, ProtobufCBinaryData rest)
{
    if (!line->status)
        return "status line without a status";
    if (!is_version(line->version) && !http_exactly(line->version, "ICY"))
        return "status line with another version than 1.x";
    if (*rest.data != ' ' || blank(rest.data[1]) ||
        (rest.len > 1 + STATUS_DIGITS && rest.data[1 + STATUS_DIGITS] != ' '))
        return "status line with a status that does not stand alone";
    return NULL;
}

bool
http_read_status_line(ProtobufCBinaryData text, struct first_line *to)
{
    size_t version = word_size(text);
    ProtobufCBinaryData rest = { text.len - version, text.data + version }, digits;
    int64_t status;

    *to = (struct first_line){ .version = { version, text.data } };
    if (!begins_version(to->version) && !http_exactly(to->version, "ICY"))
        return false;
    digits = trimmed(rest);
    for (size_t n = 0; n < digits.len; n++)
        if (digits.data[n] < '0' || digits.data[n] > '9')
            digits.len = n;
    status = number(digits, STATUS_DIGITS);
    if (digits.len == STATUS_DIGITS && status >= STATUS_LEAST)
        to->status = (int32_t)status;
    to->wrong = wrong_status(to, rest);
    return true;
}

/* A token that nobody knows is one, too, in capitals: words of prose, numbers and rules are not. */
static bool
is_like_a_method(ProtobufCBinaryData word)
{
    bool capital = false;

    for (size_t i = 0; i < word.len; i++) {
        if (!token_char(word.data[i]) || (word.data[i] >= 'a' && word.data[i] <= 'z'))
            return false;
        capital |= word.data[i] >= 'A' && word.data[i] <= 'Z';
    }
    return capital;
}

/* Of a line that is there, and begins with what is like a method: whether it is enough of a request
 * to believe in one where nothing was known of HTTP before.  "GET /" without a version is a request
 * of HTTP/0.9. */
static bool
is_surely_request(ProtobufCBinaryData text)
{
    struct first_line line;
    bool known = http_known_method(text) == NC_YES;

    if (!http_read_request_line(text, &line))
        return false;
    if (line.version.len)
        return known || !line.wrong;
    return http_exactly(line.method, "GET") && line.target.len && *line.target.data == '/' &&
           !memchr(line.target.data, ' ', line.target.len);
}

bool
http_is_cut_request(ProtobufCBinaryData bytes)
{
    size_t method = word_size(bytes);

    return http_known_method(bytes) == NC_YES && bytes.len > method + 1 &&
           bytes.data[method + 1] == '/' && !memchr(bytes.data, '\n', bytes.len);
}

enum nc_answer
http_begins_request(ProtobufCBinaryData bytes, bool sure)
{
    size_t method = word_size(bytes);
    ProtobufCBinaryData word = { method, bytes.data };
    struct first_line line;

    if (!method || method > METHOD_MAX || (method < bytes.len && !blank(bytes.data[method])))
        return NC_NO;
    if (sure && !(method < bytes.len ? is_like_a_method(word) : is_token(word)))
        return NC_NO;
    if (!memchr(bytes.data, '\n', bytes.len))
        return bytes.len > HEAD_MAX ? NC_NO : NC_MORE;
    bytes = cut_line(&bytes);
    return (sure ? is_surely_request(bytes) : http_read_request_line(bytes, &line)) ? NC_YES
                                                                                   : NC_NO;
}

/* Where nothing was known of HTTP before. */
static enum nc_answer
is_surely_response(ProtobufCBinaryData bytes)
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

enum nc_answer
http_begins_response(ProtobufCBinaryData bytes, bool sure)
{
    enum nc_answer icy = sure ? NC_NO : begins_with(bytes, "ICY ");

    if (sure)
        return is_surely_response(bytes);
    if (icy != NC_NO)
        return icy;
    if (bytes.len >= PREFIX)
        return begins_version(bytes) ? NC_YES : NC_NO;
    return is_prefix(bytes) ? NC_MORE : NC_NO;
}

/* Names begin with a letter, or times of a log were some. */
enum nc_answer
http_goes_on(ProtobufCBinaryData bytes)
{
    size_t n = 0;

    while (n < bytes.len && bytes.data[n] == '\r')
        n++;
    if (n < bytes.len && bytes.data[n] == '\n')
        return NC_YES;
    if (n < bytes.len && (n || lower(*bytes.data) < 'a' || lower(*bytes.data) > 'z'))
        return NC_NO;
    while (n < bytes.len && n <= FIELD_NAME_MAX && token_char(bytes.data[n]))
        n++;
    if (n == bytes.len)
        return NC_MORE;
    return bytes.data[n] == ':' ? NC_YES : NC_NO;
}
