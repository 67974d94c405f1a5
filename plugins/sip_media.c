/* SPDX-License-Identifier: Apache-2.0 */
/* SDP, RFC 8866: the ends at which who says it waits for media and their reports, and the encodings
 * of these. */
#include "media.h"
#include "sip.h"
#include "texts.h"

/* A call may ring for some minutes. */
enum { PORT_DIGITS = 5, TYPE_DIGITS = 3, CLOCK_DIGITS = 6, BYTE_DIGITS = 3, WAIT = 600,
       TYPE_MOST = 127 };

/* One medium, and where the session is. */
struct medium {
    struct nc_expected media, reports;
    struct media_session session;
    size_t n;
    bool asked, plain, muxed;
};

/* The first of a text's words, which leaves it. */
static ProtobufCBinaryData
word(ProtobufCBinaryData *text)
{
    return cut(text, ' ');
}

static bool
starts(ProtobufCBinaryData text, const char *with)
{
    size_t n = strlen(with);

    return text.len >= n && memcmp(text.data, with, n) == 0;
}

static ProtobufCBinaryData
behind(ProtobufCBinaryData text, const char *start)
{
    size_t n = strlen(start);

    return (ProtobufCBinaryData){ text.len - n, text.data + n };
}

/* Four numbers with points between them; false when it is none, or the one of nobody, by which a
 * call is held. */
static bool
read_ipv4(ProtobufCBinaryData text, uint8_t address[NC_NETWORK_ADDRESS])
{
    uint32_t sum = 0;

    for (int i = 0; i < 4; i++) {
        int64_t byte = number(cut(&text, '.'), BYTE_DIGITS);

        if (byte < 0 || byte > UINT8_MAX)
            return false;
        address[i] = (uint8_t)byte;
        sum |= address[i];
    }
    return sum && !text.len;
}

/* "IN IP4 192.0.2.1".  Of IPv6 the port alone counts. */
static void
read_connection(ProtobufCBinaryData text, uint32_t network, struct nc_expected *to)
{
    bool internet = is(word(&text), "IN"), four = is(word(&text), "IP4");

    to->any_host = !four || !internet || network != NC_ENDPOINT_IPV4 ||
                   !read_ipv4(word(&text), to->network);
}

static void
expect(struct nc_packet *pkt, struct medium *m)
{
    if (!m->asked || !m->media.port)
        return;
    memcpy(m->media.state, &m->session, sizeof m->session);
    nc_expect(pkt, &m->media);
    if (m->muxed || !m->plain)
        return;
    if (!m->reports.port)
        m->reports.port = (uint16_t)(m->media.port + 1);
    m->reports.any_host = m->media.any_host;
    memcpy(m->reports.network, m->media.network, sizeof m->reports.network);
    nc_expect(pkt, &m->reports);
}

/* "audio 49170 RTP/AVP 0 8 97", section 5.14.  What is encrypted has reports that nobody can
 * read. */
static void
read_medium(ProtobufCBinaryData text, struct medium *m)
{
    ProtobufCBinaryData ports, profile;
    int64_t port;

    word(&text);
    ports = word(&text);
    profile = word(&text);
    port = number(cut(&ports, '/'), PORT_DIGITS);
    m->plain = starts(profile, "RTP/AVP");
    m->asked = m->plain || starts(profile, "RTP/SAVP") || starts(profile, "UDP/TLS/RTP/SAVP");
    m->media.port = port > 0 && port <= UINT16_MAX ? (uint16_t)port : 0;
}

static uint8_t
name_of(ProtobufCBinaryData text)
{
    for (uint8_t i = 1; i < MEDIA_NAMES; i++)
        if (is(text, media_names[i]))
            return i;
    return 0;
}

/* "97 iLBC/8000/1", section 6.6; those beyond what there is place for stay unknown. */
static void
read_encoding(ProtobufCBinaryData text, struct medium *m)
{
    int64_t type = number(word(&text), TYPE_DIGITS), clock;
    ProtobufCBinaryData name = cut(&text, '/');

    clock = number(cut(&text, '/'), CLOCK_DIGITS);
    if (type < 0 || type > TYPE_MOST || clock <= 0 || clock % MEDIA_CLOCK ||
        clock / MEDIA_CLOCK > UINT16_MAX || m->n == MEDIA_ENCODINGS)
        return;
    m->session.list[m->n++] = (struct media_encoding){
        .type = (uint8_t)type, .name = name_of(name), .clock = (uint16_t)(clock / MEDIA_CLOCK)
    };
}

static void
read_attribute(ProtobufCBinaryData text, struct medium *m)
{
    if (starts(text, "rtpmap:")) {
        read_encoding(behind(text, "rtpmap:"), m);
    } else if (starts(text, "rtcp:")) {
        ProtobufCBinaryData rest = behind(text, "rtcp:");
        int64_t port = number(word(&rest), PORT_DIGITS);

        m->reports.port = port > 0 && port <= UINT16_MAX ? (uint16_t)port : 0;
    } else if (is(text, "rtcp-mux")) {
        m->muxed = true;
    }
}

/* Lines of a letter, "=" and what it is; those before the first medium are of all. */
void
sip_media(struct nc_packet *pkt, const struct nc_stream *is_, ProtobufCBinaryData body)
{
    struct medium all = { .media = { .seconds = WAIT, .space = MEDIA_SPACE, .value = MEDIA_RTP },
                          .reports = { .seconds = WAIT, .space = MEDIA_SPACE,
                                       .value = MEDIA_RTCP } };
    struct medium one = all;

    while (body.len) {
        ProtobufCBinaryData line = cut_line(&body);

        if (starts(line, "m=")) {
            expect(pkt, &one);
            one = all;
            read_medium(behind(line, "m="), &one);
        } else if (starts(line, "c=")) {
            read_connection(behind(line, "c="), is_->network_kind,
                            one.asked ? &one.media : &all.media);
        } else if (starts(line, "a=")) {
            read_attribute(behind(line, "a="), &one);
        }
    }
    expect(pkt, &one);
}
