/* SPDX-License-Identifier: Apache-2.0 */
/* What SIP says of media that a session is to have. */
#include "harness.h"
#include "harness_plugin.h"

#include <stdio.h>
#include <string.h>

static struct nc_packet *last;
static struct nc_cursor in;
static struct nc_stream is = { .network_kind = NC_ENDPOINT_IPV4 };

static const char *
in_hex(const char *text)
{
    static char hex[4096];

    for (size_t i = 0; text[i]; i++)
        snprintf(hex + 2 * i, sizeof hex - 2 * i, "%02x", (unsigned)(uint8_t)text[i]);
    return hex;
}

#define INVITE "INVITE sip:b@example.com SIP/2.0\r\n"
#define SDP "Content-Type: application/sdp\r\n\r\nv=0\r\n"
#define HERE "c=IN IP4 192.0.2.1\r\n"

static uint8_t state[NC_STATE_MAX];

/* How much is expected once this datagram was said. */
static uint32_t
expects(const char *text)
{
    memset(state, 0, sizeof state);
    in = over(in_hex(text));
    last = fresh(&in);
    plugin->datagram(last, &is, &in, state);
    CU_ASSERT_STRING_EQUAL(why(&in), "");
    return last->n_expected;
}

static void
media_and_reports_are_expected_at_two_ports(void)
{
    CU_ASSERT_EQUAL_FATAL(expects(INVITE SDP HERE "m=audio 49170 RTP/AVP 0\r\n"), 2);
    CU_ASSERT_EQUAL(last->expected[0].port, 49170);
    CU_ASSERT_EQUAL(last->expected[0].value, 0);
    CU_ASSERT_EQUAL(last->expected[1].port, 49171);
    CU_ASSERT_EQUAL(last->expected[1].value, 1);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(last->expected[i].space, plugin->hands_on);
        CU_ASSERT_FALSE(last->expected[i].any_host);
        CU_ASSERT(memcmp(last->expected[i].network, "\xc0\0\2\1", 4) == 0);
        CU_ASSERT_EQUAL(last->expected[i].seconds, 600);
    }
}

static void
encodings_are_told_to_who_reads_media(void)
{
    static const uint8_t told[] = { 97, 23, 0x40, 1, 101, 21, 0x40, 1 };

    CU_ASSERT_EQUAL_FATAL(expects(INVITE SDP HERE "m=audio 4000 RTP/AVP 97 101\r\n"
                                  "a=rtpmap:97 iLBC/8000\r\n"
                                  "a=rtpmap:101 telephone-event/8000\r\n"
                                  "a=rtpmap:300 PCMU/8000\r\na=rtpmap:98 PCMU/0\r\n"
                                  "a=rtpmap:98 PCMU/8001\r\n"), 2);
    CU_ASSERT(memcmp(last->expected[0].state, told, sizeof told) == 0);
    CU_ASSERT_EQUAL(last->expected[0].state[8], 0);
}

static void
more_encodings_than_there_is_place_for_are_left_out(void)
{
    char text[2048] = INVITE SDP HERE "m=audio 4000 RTP/AVP 97\r\n";

    for (int i = 0; i < 9; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "a=rtpmap:%d PCMU/8000\r\n",
                 100 + i);
    CU_ASSERT_EQUAL_FATAL(expects(text), 2);
    CU_ASSERT_EQUAL(last->expected[0].state[28], 107);
}

static void
each_medium_may_be_elsewhere(void)
{
    CU_ASSERT_EQUAL_FATAL(expects(INVITE SDP HERE "m=audio 4000 RTP/AVP 0\r\n"
                                  "m=video 5000 RTP/AVPF 31\r\nc=IN IP4 192.0.2.9\r\n"), 4);
    CU_ASSERT(memcmp(last->expected[0].network, "\xc0\0\2\1", 4) == 0);
    CU_ASSERT_EQUAL(last->expected[2].port, 5000);
    CU_ASSERT(memcmp(last->expected[2].network, "\xc0\0\2\x09", 4) == 0);
}

static void
reports_may_be_at_a_port_of_their_own_or_among_the_media(void)
{
    CU_ASSERT_EQUAL_FATAL(expects(INVITE SDP HERE "m=audio 4000 RTP/AVP 0\r\na=rtcp:4999\r\n"), 2);
    CU_ASSERT_EQUAL(last->expected[1].port, 4999);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n"), 1);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n"), 1);
}

static void
what_is_no_place_is_not_waited_for(void)
{
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=audio 0 RTP/AVP 0\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=audio 65536 RTP/AVP 0\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=audio x RTP/AVP 0\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE "m=message 4000 TCP/MSRP *\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE SDP HERE), 0);
}

static void
without_an_address_of_this_kind_the_port_alone_counts(void)
{
    static const char *const lines[] = { "c=IN IP6 2001:db8::1\r\n", "c=IN IP4 192.0.2\r\n",
                                         "c=IN IP4 192.0.2.256\r\n", "c=IN IP4 0.0.0.0\r\n" };
    char text[512];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(text, sizeof text, INVITE SDP "%sm=audio 4000 RTP/AVP 0\r\n", lines[i]);
        CU_ASSERT_EQUAL_FATAL(expects(text), 2);
        CU_ASSERT(last->expected[0].any_host);
    }
}

static void
a_body_of_another_kind_is_not_looked_into(void)
{
    CU_ASSERT_EQUAL(expects(INVITE "Content-Type: text/plain\r\n\r\n" HERE
                            "m=audio 4000 RTP/AVP 0\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE "\r\n" HERE "m=audio 4000 RTP/AVP 0\r\n"), 0);
    CU_ASSERT_EQUAL(expects(INVITE "c: Application/SDP; a=b\r\n\r\n" HERE
                            "m=audio 4000 RTP/AVP 0\r\n"), 2);
}

static void
a_keep_alive_leaves_the_conversation_to_sip(void)
{
    expects(INVITE "\r\n");
    in = over("0d0a0d0a");
    last = fresh(&in);
    plugin->datagram(last, &is, &in, state);
    CU_ASSERT_STRING_EQUAL(why(&in), "");
    memset(state, 0, sizeof state);
    in = over("0d0a0d0a");
    last = fresh(&in);
    plugin->datagram(last, &is, &in, state);
    CU_ASSERT_STRING_EQUAL(why(&in), nc_declined);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(media_and_reports_are_expected_at_two_ports),
        SENTENCE(encodings_are_told_to_who_reads_media),
        SENTENCE(more_encodings_than_there_is_place_for_are_left_out),
        SENTENCE(each_medium_may_be_elsewhere),
        SENTENCE(reports_may_be_at_a_port_of_their_own_or_among_the_media),
        SENTENCE(what_is_no_place_is_not_waited_for),
        SENTENCE(without_an_address_of_this_kind_the_port_alone_counts),
        SENTENCE(a_body_of_another_kind_is_not_looked_into),
        SENTENCE(a_keep_alive_leaves_the_conversation_to_sip),
        SENTENCES_END
    };

    load_plugin("sip");
    return sentences("sip_media", own);
}
