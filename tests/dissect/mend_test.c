/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/encode.h"
#include "dissect/encoder.h"
#include "every.pb-c.h"

#include "harness.h"

#include <stdio.h>

static uint8_t got[4096];

static size_t
encode(const ProtobufCMessage *message, const struct encoder_common *common)
{
    struct encoder *e = encoder_compile(message->descriptor);
    size_t n = encoder_write(e, message, common, got, sizeof got);

    encoder_free(e);
    return n;
}

/* The text of a record that has this one, and whether it was mended. */
static const char *
text_written(const char *text, bool *mended)
{
    struct encoder_common common = { "", 0, NULL, 0, 0, mended };
    Every__Single single = EVERY__SINGLE__INIT;
    static char read[64];
    Every__Single *again;
    size_t n;

    *mended = false;
    single.string = (char *)text;
    n = encode(&single.base, &common);
    again = every__single__unpack(NULL, n - 1, got + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    snprintf(read, sizeof read, "%s", again->string);
    every__single__free_unpacked(again, NULL);
    return read;
}

static void
text_that_is_not_UTF8_is_mended_and_told(void)
{
    bool mended;

    CU_ASSERT_STRING_EQUAL(text_written("a\xff\\\xc3\xa4", &mended), "a\\xff\\\\\xc3\xa4");
    CU_ASSERT_TRUE(mended);
    CU_ASSERT_STRING_EQUAL(text_written("cut off: \xe2\x82", &mended), "cut off: \\xe2\\x82");
    CU_ASSERT_TRUE(mended);
}

static void
text_that_is_UTF8_is_left_as_it_is(void)
{
    bool mended;

    CU_ASSERT_STRING_EQUAL(text_written("C:\\ \xe2\x82\xac and more of it", &mended),
                           "C:\\ \xe2\x82\xac and more of it");
    CU_ASSERT_FALSE(mended);
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(text_that_is_not_UTF8_is_mended_and_told),
        SENTENCE(text_that_is_UTF8_is_left_as_it_is),
        SENTENCES_END
    };

    return sentences("mend", own);
}
