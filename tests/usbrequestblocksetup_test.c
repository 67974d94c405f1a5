/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "usbrequestblocksetup.pb-c.h"

static void
numbers_have_their_low_byte_first(void)
{
    Types__USBRequestBlockSetup *setup = decoded("80 06 0302 0904 ff00");

    CU_ASSERT_EQUAL(setup->requesttype, 0x80);
    CU_ASSERT_EQUAL(setup->request, 6);
    CU_ASSERT_EQUAL(setup->value, 0x0203);
    CU_ASSERT_EQUAL(setup->index, 0x0409);
    CU_ASSERT_EQUAL(setup->length, 255);
}

static void
nothing_follows(void)
{
    decoded("80 06 0302 0904 ff00 00000000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(numbers_have_their_low_byte_first),
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("usbrequestblocksetup", "80 06 0302 0904 ff00", own);
}
