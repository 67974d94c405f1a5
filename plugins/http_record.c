/* SPDX-License-Identifier: Apache-2.0 */
/* The record of a request and its response. */
#include "http.h"

enum { TEXT_MAX = 16000, COOKIES_MAX = 512 };

/* Escaped, a text may be four times as long, and must still fit into one piece of memory. */
static ProtobufCBinaryData
limited(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    if (bytes.len > TEXT_MAX) {
        nc_malformed(pkt, "target or field of more than 16000 bytes");
        bytes.len = TEXT_MAX;
    }
    return bytes;
}

static char *
limited_text(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    return nc_text(pkt, limited(pkt, bytes));
}

/* The value of name=value, which attributes may follow, RFC 6265 section 4.1.1; all where there is
 * no name. */
static char *
cookie_text(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    ProtobufCBinaryData cookie = limited(pkt, bytes), rest = cookie;
    ProtobufCBinaryData pair = cut(&rest, ';'), value = pair, name = cut(&value, '=');

    return nc_text(pkt, without_secret(pkt, cookie, name.len < pair.len ? value : pair));
}

/* Of a URL, user@host:port, RFC 3986 section 3.2: the user, who may say a password, and all else,
 * which is what RFC 9110 section 4.2.4 leaves of it. */
struct authority {
    ProtobufCBinaryData user, host;
};

static struct authority
authority_of(ProtobufCBinaryData target)
{
    struct authority authority = { { 0, target.data }, { 0, target.data } };
    ProtobufCBinaryData *host = &authority.host;

    for (size_t i = 0; i + 2 < target.len && target.data[i] != '/'; i++)
        if (memcmp(target.data + i, "://", 3) == 0) {
            target.data += i + 3;
            target.len -= i + 3;
            for (host->data = target.data; host->len < target.len; host->len++)
                if (strchr("/?#", target.data[host->len]))
                    break;
            break;
        }
    for (size_t i = host->len; i > 0; i--)
        if (host->data[i - 1] == '@') {
            authority.user = (ProtobufCBinaryData){ i - 1, host->data };
            *host = (ProtobufCBinaryData){ host->len - i, host->data + i };
            break;
        }
    return authority;
}

static char *
url_text(struct nc_packet *pkt, ProtobufCBinaryData bytes)
{
    ProtobufCBinaryData url = limited(pkt, bytes);

    return nc_text(pkt, without_secret(pkt, url, authority_of(url).user));
}

struct field_row {
    const char *name;
    size_t member;
};

#define FIELD(name, member) { name, offsetof(Types__HTTP, member) }

/* The first field of a name is the one that counts. */
static void
fill_text(struct nc_packet *pkt, Types__HTTP *http, const struct field_row *row,
          const struct header_field *field)
{
    for (; row->name; row++) {
        char **member = (char **)(void *)((uint8_t *)http + row->member);

        if (is(field->name, row->name) && !**member)
            *member = limited_text(pkt, field->value);
    }
}

static void
fill_cookies(struct nc_packet *pkt, Types__HTTP *http, ProtobufCBinaryData value)
{
    while (value.len) {
        ProtobufCBinaryData cookie = trimmed(cut(&value, ';'));

        if (http->n_reqcookies == COOKIES_MAX) {
            nc_malformed(pkt, "more than 512 cookies");
            return;
        }
        if (cookie.len)
            nc_push(pkt, http, reqcookies, cookie_text(pkt, cookie));
    }
}

static void
fill_first_line(struct nc_packet *pkt, Types__HTTP *http, ProtobufCBinaryData text, uint8_t asks)
{
    static const char oldest[] = "HTTP/0.9";
    struct first_line line;
    ProtobufCBinaryData host;

    if (!http_read_request_line(text, &line))
        return;
    if (asks == ASKS_BODY_ALONE)
        line.version = (ProtobufCBinaryData){ sizeof oldest - 1, (uint8_t *)oldest };
    http->proto = nc_text(pkt, line.version);
    http->method = nc_text(pkt, line.method);
    http->url = url_text(pkt, line.target);
    host = asks == ASKS_TUNNEL ? line.target : authority_of(line.target).host;
    if (host.len)
        http->host = limited_text(pkt, host);
}

static void
fill_ends(struct nc_packet *pkt, Types__HTTP *http, const struct nc_stream *stream, int from)
{
    http->srcip = nc_address_text(pkt, stream->network_kind, stream->network[from]);
    http->dstip = nc_address_text(pkt, stream->network_kind, stream->network[!from]);
    http->srcport = stream->port[from];
    http->dstport = stream->port[!from];
    NC_JOINS_REPORT(pkt, stream, http);
}

/* What Zeek calls unmatched_HTTP_reply. */
Types__HTTP *
http_unseen_record(struct nc_packet *pkt, const struct nc_stream *stream, int from)
{
    Types__HTTP *http = nc_new(pkt, types__http);

    http->requestmissing = true;
    fill_ends(pkt, http, stream, from);
    return http;
}

Types__HTTP *
http_request_record(struct nc_packet *pkt, const struct nc_stream *stream, int from,
                    const struct kept *kept)
{
    static const struct field_row rows[] = {
        FIELD("host", host), FIELD("user-agent", useragent),
        FIELD("content-encoding", reqcontentencoding), FIELD("content-type", reqcontenttype),
        { NULL, 0 }
    };
    Types__HTTP *http = nc_new(pkt, types__http);
    ProtobufCBinaryData lines = kept->head;
    struct header_field field;

    fill_first_line(pkt, http, cut_line(&lines), kept->fixed.asks);
    while (http_next_field(pkt, &lines, &field)) {
        fill_text(pkt, http, rows, &field);
        if (is(field.name, "referer") && !*http->referer)
            http->referer = url_text(pkt, field.value);
        if (is(field.name, "cookie"))
            fill_cookies(pkt, http, field.value);
    }
    http->reqcontentlength = kept->fixed.length;
    http->headcut = kept->fixed.cut;
    fill_ends(pkt, http, stream, from);
    return http;
}

void
http_fill_response(struct nc_packet *pkt, Types__HTTP *http, const struct head *head)
{
    static const struct field_row rows[] = {
        FIELD("content-type", contenttype), FIELD("content-encoding", rescontentencoding),
        FIELD("server", servername), { NULL, 0 }
    };
    const struct framing *framing = &head->framing;
    int32_t status = head->line.status;
    bool empty = status == 204 || status == 304 || status == 101;
    ProtobufCBinaryData lines = head->lines;
    struct header_field field;

    http->statuscode = status;
    http->headcut |= head->cut;
    http->rescontentlength = framing->coded                ? -1
                             : framing->length < 0 && empty ? 0
                                                            : framing->length;
    while (http_next_field(pkt, &lines, &field)) {
        fill_text(pkt, http, rows, &field);
        if (is(field.name, "set-cookie") && http->n_rescookies < COOKIES_MAX)
            nc_push(pkt, http, rescookies, cookie_text(pkt, field.value));
    }
    http->rescontenttype = http->contenttype;
}
