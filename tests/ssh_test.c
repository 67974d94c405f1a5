/* SPDX-License-Identifier: Apache-2.0 */
#include "harness_stream.h"

static void
either_side_is_known_by_its_identification(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-2.0-OpenSSH_9.2\r\n"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_text(NC_SERVER, "SSH-1.99-Cisco-1.25\n"), NC_YES);
}

static void
a_beginning_may_yet_become_one(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "S"), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-"), NC_MORE);
}

static void
other_words_are_not_claimed(void)
{
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH is fine\r\n"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "SSH-X"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_text(NC_CLIENT, "GET / HTTP/1.1\r\n"), NC_NO);
}

static void
nothing_is_written_of_it(void)
{
    new_talk();
    client("SSH-2.0-a\r\n");
    server("SSH-2.0-b\r\n");
    client("anything");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
sound(void)
{
    client("SSH-2.0-OpenSSH_9.2\r\n");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(either_side_is_known_by_its_identification),
        SENTENCE(a_beginning_may_yet_become_one),
        SENTENCE(other_words_are_not_claimed),
        SENTENCE(nothing_is_written_of_it),
        SENTENCES_END
    };

    return stream_sentences("ssh", sound, own);
}
