/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"
#include "base/keyhash.h"

static const char letters[] = "abcdefghijklmnopqrstuvw";

/* Worked out by a second implementation, whose SipHash-2-4 gives its authors' test vectors. */
static void
the_hash_is_siphash_1_3(void)
{
    CU_ASSERT_EQUAL(keyhash(0, letters, 0), UINT64_C(0xd1fba762150c532c));
    CU_ASSERT_EQUAL(keyhash(0, letters, 1), UINT64_C(0x407448d2b89b1813));
    CU_ASSERT_EQUAL(keyhash(0, letters, 8), UINT64_C(0x3f7b849c0b8e35ea));
    CU_ASSERT_EQUAL(keyhash(0, letters, 19), UINT64_C(0x7ab5be5c8ae7beaa));
}

static void
another_seed_gives_another_hash(void)
{
    CU_ASSERT_NOT_EQUAL(keyhash(1, letters, 8), keyhash(0, letters, 8));
    CU_ASSERT_NOT_EQUAL(keyhash(UINT64_C(1) << 63, letters, 8), keyhash(0, letters, 8));
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(the_hash_is_siphash_1_3),
        SENTENCE(another_seed_gives_another_hash),
        SENTENCES_END
    };

    return sentences("keyhash", own);
}
