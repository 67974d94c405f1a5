/* SPDX-License-Identifier: Apache-2.0 */
/* Vectors: FIPS 180-4 examples; the third by sha256sum(1). */
#include "base/digest.h"
#include "harness.h"

#include <string.h>

static const char nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char million[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void
known_sums_come_out(void)
{
    char text[DIGEST_TEXT];
    struct digest d;

    digest_begin(&d);
    digest_text(&d, text);
    CU_ASSERT_STRING_EQUAL(text, nothing);
    digest_add(&d, "abc", 3);
    digest_text(&d, text);
    CU_ASSERT_STRING_EQUAL(text, abc);
}

static void
more_may_come_behind_a_sum_that_was_taken(void)
{
    char text[DIGEST_TEXT];
    struct digest d;

    digest_begin(&d);
    digest_add(&d, "a", 1);
    digest_text(&d, text);
    digest_add(&d, "bc", 2);
    digest_text(&d, text);
    CU_ASSERT_STRING_EQUAL(text, abc);
}

static void
pieces_of_any_size_give_the_same_sum(void)
{
    char text[DIGEST_TEXT], piece[1000];
    struct digest d;
    size_t left = 1000000, size = 1;

    memset(piece, 'a', sizeof piece);
    digest_begin(&d);
    for (; left; left -= size, size = size % 997 + 1) {
        size = size < left ? size : left;
        digest_add(&d, piece, size);
    }
    digest_text(&d, text);
    CU_ASSERT_STRING_EQUAL(text, million);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(known_sums_come_out),
        SENTENCE(more_may_come_behind_a_sum_that_was_taken),
        SENTENCE(pieces_of_any_size_give_the_same_sum),
        SENTENCES_END
    };

    return sentences("digest", own);
}
