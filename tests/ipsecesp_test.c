/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "ipsecesp.pb-c.h"

static void
all_that_follows_is_encrypted(void)
{
    Types__IPSecESP *esp = decoded("80000001 ffffffff 000102030405060708");

    CU_ASSERT_EQUAL(esp->spi, 0x80000001);
    CU_ASSERT_EQUAL(esp->seq, 0xffffffff);
    CU_ASSERT_EQUAL(esp->lenencrypted, 9);
}

static void
nothing_is_left_for_another_layer(void)
{
    decoded("00000001 00000001 4500");
    CU_ASSERT_EQUAL(left(), 0);
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_lone_header_has_nothing_encrypted(void)
{
    Types__IPSecESP *esp = decoded("00000001 00000001");

    CU_ASSERT_EQUAL(esp->lenencrypted, 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(all_that_follows_is_encrypted),
        SENTENCE(nothing_is_left_for_another_layer),
        SENTENCE(a_lone_header_has_nothing_encrypted),
        SENTENCES_END
    };

    return plugin_sentences("ipsecesp", "00000001 00000001", own);
}
