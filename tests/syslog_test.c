/* SPDX-License-Identifier: Apache-2.0 */
#include "harness.h"

#include "syslog.pb-c.h"

#include <stdio.h>

static const char *
as_hex(const char *text)
{
    static char hex[2 * INPUT_MAX + 1];
    size_t at = 0;

    for (; *text && at < 2 * INPUT_MAX; text++)
        at += (size_t)snprintf(hex + at, 3, "%02x", (unsigned char)*text);
    hex[at] = '\0';
    return hex;
}

static Types__Syslog *
of(const char *text)
{
    return decoded(as_hex(text));
}

static void
a_priority_is_facility_and_severity(void)
{
    CU_ASSERT(of("<0>")->facility == 0 && of("<0>")->severity == 0);
    CU_ASSERT(of("<34>x")->facility == 4 && of("<34>x")->severity == 2);
    CU_ASSERT(of("<191>")->facility == 23 && of("<191>")->severity == 7);
}

static void
what_has_no_priority_is_somebody_else_s(void)
{
    static const char *const others[] = { "<192>x", "<>x", "<a>x", "<01>x", "<1000>x", "<1", "34>x",
                                          " <1>x", "<-1>x", "<1 >x" };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        CU_ASSERT_PTR_EQUAL(refusal(as_hex(others[i])), nc_declined);
        CU_ASSERT_EQUAL(recognised(as_hex(others[i])), NC_NO);
    }
    CU_ASSERT_EQUAL(recognised(as_hex("<191>")), NC_YES);
}

static void
an_old_message_has_moment_host_and_tag(void)
{
    Types__Syslog *syslog = of("<34>Oct 11 22:14:15 mymachine su[231]: 'su root' failed\n");

    CU_ASSERT_EQUAL(syslog->version, 0);
    CU_ASSERT_STRING_EQUAL(syslog->time, "Oct 11 22:14:15");
    CU_ASSERT_STRING_EQUAL(syslog->hostname, "mymachine");
    CU_ASSERT_STRING_EQUAL(syslog->appname, "su");
    CU_ASSERT_STRING_EQUAL(syslog->procid, "231");
    CU_ASSERT_STRING_EQUAL(syslog->message, "'su root' failed");
    CU_ASSERT_EQUAL(left(), 0);
}

static void
the_host_may_be_missing(void)
{
    Types__Syslog *syslog = of("<13>Feb  5 17:32:18 sshd: hello: you");

    CU_ASSERT_STRING_EQUAL(syslog->hostname, "");
    CU_ASSERT_STRING_EQUAL(syslog->appname, "sshd");
    CU_ASSERT_STRING_EQUAL(syslog->message, "hello: you");
}

static void
the_tag_may_be_missing(void)
{
    Types__Syslog *syslog = of("<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!");

    CU_ASSERT_STRING_EQUAL(syslog->hostname, "10.0.0.99");
    CU_ASSERT_STRING_EQUAL(syslog->appname, "");
    CU_ASSERT_STRING_EQUAL(syslog->message, "Use the BFG!");
}

static void
what_is_no_moment_is_the_message(void)
{
    static const char *const messages[] = {
        "Use the BFG!", "29 Feb 5 17:32:18", "Feb 05 17:32:1", "Foo 05 17:32:18 x",
        "Feb 45 17:32:18 x", "feb 05 17:32:18 x", "Feb 0517:32:18 x", "2 2003-10-11 x"
    };
    char text[64];

    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        snprintf(text, sizeof text, "<13>%s", messages[i]);
        CU_ASSERT_STRING_EQUAL(of(text)->message, messages[i]);
        CU_ASSERT_STRING_EQUAL(of(text)->time, "");
    }
}

static void
a_tag_without_a_moment_is_one(void)
{
    Types__Syslog *syslog = of("<13>app[7]:x");

    CU_ASSERT_STRING_EQUAL(syslog->appname, "app");
    CU_ASSERT_STRING_EQUAL(syslog->procid, "7");
    CU_ASSERT_STRING_EQUAL(syslog->message, "x");
}

static void
a_tag_has_48_bytes_at_most(void)
{
    const char *word = "123456789012345678901234567890123456789012345678";
    char text[80];

    snprintf(text, sizeof text, "<13>%s: x", word);
    CU_ASSERT_STRING_EQUAL(of(text)->appname, word);
    snprintf(text, sizeof text, "<13>%s9: x", word);
    CU_ASSERT_STRING_EQUAL(of(text)->appname, "");
}

static void
a_new_message_has_all_parts(void)
{
    Types__Syslog *syslog = of("<165>1 2003-10-11T22:14:15.003Z host.example evntslog 8710 ID47 "
                               "[exampleSDID@32473 iut=\"3\" q=\"a\\\"]b\"][x] An event");

    CU_ASSERT_EQUAL(syslog->version, 1);
    CU_ASSERT(syslog->facility == 20 && syslog->severity == 5);
    CU_ASSERT_STRING_EQUAL(syslog->time, "2003-10-11T22:14:15.003Z");
    CU_ASSERT_STRING_EQUAL(syslog->hostname, "host.example");
    CU_ASSERT_STRING_EQUAL(syslog->appname, "evntslog");
    CU_ASSERT_STRING_EQUAL(syslog->procid, "8710");
    CU_ASSERT_STRING_EQUAL(syslog->msgid, "ID47");
    CU_ASSERT_STRING_EQUAL(syslog->structureddata,
                           "[exampleSDID@32473 iut=\"3\" q=\"a\\\"]b\"][x]");
    CU_ASSERT_STRING_EQUAL(syslog->message, "An event");
}

static void
a_dash_says_that_there_is_none(void)
{
    Types__Syslog *syslog = of("<34>1 - - - - - - \xef\xbb\xbfx");

    CU_ASSERT_STRING_EQUAL(syslog->time, "");
    CU_ASSERT_STRING_EQUAL(syslog->hostname, "");
    CU_ASSERT_STRING_EQUAL(syslog->msgid, "");
    CU_ASSERT_STRING_EQUAL(syslog->structureddata, "");
    CU_ASSERT_STRING_EQUAL(syslog->message, "x");
    CU_ASSERT_STRING_EQUAL(of("<34>1 - - - - - -")->message, "");
}

static void
elements_without_an_end_are_all_there_is(void)
{
    CU_ASSERT_STRING_EQUAL(of("<34>1 - - - - - [a b=\"]")->structureddata, "[a b=\"]");
    CU_ASSERT_STRING_EQUAL(of("<34>1 - - - - - [a b=\"\\")->structureddata, "[a b=\"\\");
    CU_ASSERT_STRING_EQUAL(of("<34>1 - - - - - [")->structureddata, "[");
}

static void
a_new_message_must_have_structured_data(void)
{
    CU_ASSERT_STRING_EQUAL(refusal(as_hex("<34>1 - - - - -")), "header without structured data");
    CU_ASSERT_STRING_EQUAL(refusal(as_hex("<34>1 2003 a b c d x")),
                           "header without structured data");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_priority_is_facility_and_severity),
        SENTENCE(what_has_no_priority_is_somebody_else_s),
        SENTENCE(an_old_message_has_moment_host_and_tag),
        SENTENCE(the_host_may_be_missing),
        SENTENCE(the_tag_may_be_missing),
        SENTENCE(what_is_no_moment_is_the_message),
        SENTENCE(a_tag_without_a_moment_is_one),
        SENTENCE(a_tag_has_48_bytes_at_most),
        SENTENCE(a_new_message_has_all_parts),
        SENTENCE(a_dash_says_that_there_is_none),
        SENTENCE(elements_without_an_end_are_all_there_is),
        SENTENCE(a_new_message_must_have_structured_data),
        SENTENCES_END
    };

    return plugin_sentences("syslog", "3c303e", own);
}
