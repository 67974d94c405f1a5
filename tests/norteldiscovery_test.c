/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "norteldiscovery.pb-c.h"

static void
the_hello_has_seven_members(void)
{
    Types__NortelDiscovery *hello = decoded("c0000201 000102 22 0c 02 04");

    CU_ASSERT_STRING_EQUAL(hello->ipaddress, "192.0.2.1");
    CU_ASSERT(holds(hello->segmentid, "000102"));
    CU_ASSERT(hello->chassis == 34 && hello->backplane == 12);
    CU_ASSERT(hello->state == 2 && hello->numlinks == 4);
}

static void
nothing_follows_a_hello(void)
{
    decoded("c0000201 000102 22 0c 02 04 0000");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_hello_has_seven_members),
        SENTENCE(nothing_follows_a_hello),
        SENTENCES_END
    };

    return plugin_sentences("norteldiscovery", "c0000201 000102 22 0c 02 04", own);
}
