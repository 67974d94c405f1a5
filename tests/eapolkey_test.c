/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "eapolkey.pb-c.h"

#define BYTES_8 "0000000000000001"
#define BYTES_16 "000102030405060708090a0b0c0d0e0f"
#define NONCE "101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
#define ZERO_16 "00000000000000000000000000000000"

/* Everything between the information and the integrity code; the same with that of most keys. */
#define BEFORE_MIC "0010" BYTES_8 NONCE BYTES_16 "0000000000000002" "0000000000000003"
#define MIDDLE BEFORE_MIC ZERO_16

static void
each_field_has_its_place(void)
{
    Types__EAPOLKey *key = decoded("02 0000" MIDDLE "0000");

    CU_ASSERT_EQUAL(key->keydescriptortype, 2);
    CU_ASSERT_EQUAL(key->keylength, 16);
    CU_ASSERT_EQUAL(key->replaycounter, 1);
    CU_ASSERT(holds(key->nonce, NONCE));
    CU_ASSERT(holds(key->iv, BYTES_16));
    CU_ASSERT_EQUAL(key->rsc, 2);
    CU_ASSERT_EQUAL(key->id, 3);
    CU_ASSERT(holds(key->mic, ZERO_16));
}

static void
the_information_has_numbers_in_its_low_bits(void)
{
    Types__EAPOLKey *key = decoded("02 003d" MIDDLE "0000");

    CU_ASSERT_EQUAL(key->keydescriptorversion, 5);
    CU_ASSERT_EQUAL(key->keytype, 1);
    CU_ASSERT_EQUAL(key->keyindex, 3);
    CU_ASSERT(!key->install);
}

static void
each_flag_is_a_bit_of_its_own(void)
{
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0040" MIDDLE "0000"))->install);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0080" MIDDLE "0000"))->keyack);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0100" MIDDLE "0000"))->keymic);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0200" MIDDLE "0000"))->secure);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0400" MIDDLE "0000"))->micerror);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 0800" MIDDLE "0000"))->request);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 1000" MIDDLE "0000"))->hasencryptedkeydata);
    CU_ASSERT(((Types__EAPOLKey *)decoded("fe 2000" MIDDLE "0000"))->smkmessage);
}

static void
all_other_bits_together_set_no_flag(void)
{
    Types__EAPOLKey *key = decoded("02 c03f" MIDDLE "0000");

    CU_ASSERT(!key->install && !key->keyack && !key->keymic && !key->secure);
    CU_ASSERT(!key->micerror && !key->request && !key->smkmessage);
    CU_ASSERT(!key->hasencryptedkeydata);
}

static void
enciphered_data_are_kept(void)
{
    Types__EAPOLKey *key = decoded("02 1000" MIDDLE "0003 aabbcc dd");

    CU_ASSERT_EQUAL(key->keydatalength, 3);
    CU_ASSERT(holds(key->encryptedkeydata, "aabbcc"));
    CU_ASSERT_STRING_EQUAL(malformed(), "");
}

static void
data_in_clear_are_only_counted(void)
{
    Types__EAPOLKey *key = decoded("02 0000" MIDDLE "0003 aabbcc");

    CU_ASSERT_EQUAL(key->keydatalength, 3);
    CU_ASSERT_EQUAL(key->encryptedkeydata.len, 0);
}

static void
data_cut_short_are_kept_and_marked(void)
{
    Types__EAPOLKey *key = decoded("02 1000" MIDDLE "0003 aabb");

    CU_ASSERT(holds(key->encryptedkeydata, "aabb"));
    CU_ASSERT_STRING_EQUAL(malformed(), "key data runs past the packet");
}

static void
a_longer_integrity_code_is_known_by_where_the_data_end(void)
{
    Types__EAPOLKey *key = decoded("02 1000" BEFORE_MIC BYTES_16 BYTES_8 "0002 aabb");

    CU_ASSERT(holds(key->mic, BYTES_16 BYTES_8));
    CU_ASSERT(holds(key->encryptedkeydata, "aabb"));
    key = decoded("02 1000" BEFORE_MIC BYTES_16 BYTES_16 "0002 aabb");
    CU_ASSERT(holds(key->mic, BYTES_16 BYTES_16));
}

static void
there_may_be_no_integrity_code(void)
{
    Types__EAPOLKey *key = decoded("02 1000" BEFORE_MIC "0014" BYTES_16 "aabbccdd");

    CU_ASSERT_EQUAL(key->mic.len, 0);
    CU_ASSERT_EQUAL(key->keydatalength, 20);
    CU_ASSERT(holds(key->encryptedkeydata, BYTES_16 "aabbccdd"));
}

static void
without_an_integrity_code_data_are_enciphered(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("02 0000" BEFORE_MIC "0000"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refusal("02 1100" BEFORE_MIC "0000"), nc_truncated);
}

static void
the_rc4_descriptor_has_its_own_order(void)
{
    Types__EAPOLKey *key = decoded("01 0005" BYTES_8 BYTES_16 "83" ZERO_16 "0102030405");

    CU_ASSERT_EQUAL(key->keylength, 5);
    CU_ASSERT_EQUAL(key->replaycounter, 1);
    CU_ASSERT(holds(key->iv, BYTES_16));
    CU_ASSERT_EQUAL(key->keytype, 1);
    CU_ASSERT_EQUAL(key->keyindex, 3);
    CU_ASSERT(holds(key->mic, ZERO_16));
    CU_ASSERT(key->hasencryptedkeydata);
    CU_ASSERT(holds(key->encryptedkeydata, "0102030405"));
}

static void
an_rc4_key_made_by_the_peers_is_not_sent(void)
{
    Types__EAPOLKey *key = decoded("01 000d" BYTES_8 BYTES_16 "03" ZERO_16);

    CU_ASSERT_EQUAL(key->keytype, 0);
    CU_ASSERT(!key->hasencryptedkeydata);
    CU_ASSERT_EQUAL(key->encryptedkeydata.len, 0);
}

static void
an_unknown_descriptor_is_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refusal("03 0000" MIDDLE "0000"), "unknown key descriptor");
}

static void
nothing_follows(void)
{
    decoded("02 0000" MIDDLE "0002 dd00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
    CU_ASSERT_EQUAL(left(), 0);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(each_field_has_its_place),
        SENTENCE(the_information_has_numbers_in_its_low_bits),
        SENTENCE(each_flag_is_a_bit_of_its_own),
        SENTENCE(all_other_bits_together_set_no_flag),
        SENTENCE(enciphered_data_are_kept),
        SENTENCE(data_in_clear_are_only_counted),
        SENTENCE(data_cut_short_are_kept_and_marked),
        SENTENCE(a_longer_integrity_code_is_known_by_where_the_data_end),
        SENTENCE(there_may_be_no_integrity_code),
        SENTENCE(without_an_integrity_code_data_are_enciphered),
        SENTENCE(the_rc4_descriptor_has_its_own_order),
        SENTENCE(an_rc4_key_made_by_the_peers_is_not_sent),
        SENTENCE(an_unknown_descriptor_is_refused),
        SENTENCE(nothing_follows),
        SENTENCES_END
    };

    return plugin_sentences("eapolkey", "02 0000" MIDDLE "0000", own);
}
