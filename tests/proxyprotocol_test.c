/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

#include <string.h>

#define SIGNATURE "0d0a0d0a000d0a515549540a"
#define IPV4_ENDS "c0000207 0a000002 04d2 0050"

static void
what_follows_a_line_is_handed_over(void)
{
    new_talk();
    client("PROXY TCP4 192.0.2.7 10.0.0.2 1234 80\r\nGET /");
    play();
    CU_ASSERT(handed_over() && left_unread(NC_CLIENT) == 5);
    new_talk();
    client("PROXY UNKNOWN\r\nGET /");
    play();
    CU_ASSERT(handed_over() && left_unread(NC_CLIENT) == 5);
}

static void
what_follows_a_header_is_handed_over(void)
{
    new_talk();
    says_hex(NC_CLIENT, SIGNATURE "21 11 000c" IPV4_ENDS "16 03");
    play();
    CU_ASSERT(handed_over() && left_unread(NC_CLIENT) == 2);
}

static void
a_header_may_be_local_and_hold_more_than_addresses(void)
{
    new_talk();
    says_hex(NC_CLIENT, SIGNATURE "20 00 0000 16");
    play();
    CU_ASSERT(handed_over() && left_unread(NC_CLIENT) == 1);
    new_talk();
    says_hex(NC_CLIENT, SIGNATURE "21 11 0013" IPV4_ENDS "04 0004 00000000 16");
    play();
    CU_ASSERT(handed_over() && left_unread(NC_CLIENT) == 1);
}

static void
a_line_without_end_is_refused(void)
{
    char line[200] = "PROXY TCP4 ";

    memset(line + 11, '1', sizeof line - 12);
    new_talk();
    client(line);
    play_in_pieces(0, 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "PROXY line of more than 107 bytes");
    CU_ASSERT_FALSE(handed_over());
}

static void
other_words_are_not_claimed(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "PROXY: yes\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "\r\n\r\nGET"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "\r\n\r\n"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to(NC_CLIENT, "\r\n\r\n\0\r\nQUIT\n\x11", 13), NC_NO);
}

static void
sound(void)
{
    client("PROXY TCP6 2001:db8::7 2001:db8::2 1234 443\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(what_follows_a_line_is_handed_over),
        SENTENCE(what_follows_a_header_is_handed_over),
        SENTENCE(a_header_may_be_local_and_hold_more_than_addresses),
        SENTENCE(a_line_without_end_is_refused),
        SENTENCE(other_words_are_not_claimed),
        SENTENCES_END
    };

    return stream_sentences("proxyprotocol", sound, own);
}
