/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

static void
a_client_is_known_by_its_preface(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, PREFACE), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, PREFACE "more"), NC_YES);
}

static void
a_beginning_may_yet_become_one(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "P"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r"), NC_MORE);
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_SERVER, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
a_server_is_known_by_its_settings(void)
{
    CU_ASSERT_EQUAL(answer_to_hex("000006 04 00 00000000 0003 00000064"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("000012 04 00 00000000 0004 00010000"), NC_YES);
}

static void
settings_may_come_in_pieces(void)
{
    static const uint8_t settings[] = { 0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0 };

    for (size_t n = 1; n < sizeof settings; n++)
        CU_ASSERT_EQUAL(answer_to(NC_SERVER, settings, n), n < 11 ? NC_MORE : NC_YES);
}

static void
other_bytes_are_not_claimed(void)
{
    static const char *const others[] = {
        "000000 04 01 00000000",                 /* an answer to settings */
        "000005 04 00 00000000 0003 00000064",   /* half a setting */
        "000006 05 00 00000000 0003 00000064",   /* another frame */
        "000006 04 00 00000001 0003 00000064",   /* of a request */
        "000006 04 00 00000000 0000 00000064",   /* no setting */
        "00000000000000000000000000", "000006 05", "000007", "0001", "000006 04 00 00000000 01"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT_EQUAL(answer_to_hex(others[i]), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PRI * HTTP/1.1\r\n\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/2.0\r\n\r\n"), NC_NO);
}

static void
nothing_is_written_of_it(void)
{
    new_talk();
    client(PREFACE);
    server("anything");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    client(PREFACE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_client_is_known_by_its_preface),
        SENTENCE(a_beginning_may_yet_become_one),
        SENTENCE(a_server_is_known_by_its_settings),
        SENTENCE(settings_may_come_in_pieces),
        SENTENCE(other_bytes_are_not_claimed),
        SENTENCE(nothing_is_written_of_it),
        SENTENCES_END
    };

    return stream_sentences("http2", sound, own);
}
