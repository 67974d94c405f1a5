/* SPDX-License-Identifier: Apache-2.0 */
#include "ldap_talk.h"

static const char *
filter_refused(const char *text)
{
    return refusal(der_with("30{ " SEARCH " }", text));
}

static void
filters_are_text(void)
{
    CU_ASSERT_STRING_EQUAL(filter("a3{ 04{'cn'} 04{'bob'} }"), "(cn=bob)");
    CU_ASSERT_STRING_EQUAL(filter("a5{ 04{'n'} 04{'1'} }"), "(n>=1)");
    CU_ASSERT_STRING_EQUAL(filter("a6{ 04{'n'} 04{'1'} }"), "(n<=1)");
    CU_ASSERT_STRING_EQUAL(filter("a8{ 04{'n'} 04{'1'} }"), "(n~=1)");
    CU_ASSERT_STRING_EQUAL(filter("a2{ 87{'cn'} }"), "(!(cn=*))");
    CU_ASSERT_STRING_EQUAL(filter("a0{ a3{ 04{'a'} 04{'b'} } a1{ 87{'c'} 87{'d'} } }"),
                           "(&(a=b)(|(c=*)(d=*)))");
    CU_ASSERT_STRING_EQUAL(filter("a0{}"), "(&)");
    CU_ASSERT_STRING_EQUAL(filter("a1{}"), "(|)");
}

static void
what_means_something_in_a_filter_is_escaped(void)
{
    CU_ASSERT_STRING_EQUAL(filter("a3{ 04{'cn'} 04{ 2a 28 29 5c 00 c3a4 7f } }"),
                           "(cn=\\2a\\28\\29\\5c\\00\\c3\\a4\\7f)");
}

static void
substrings_have_asterisks_between(void)
{
    CU_ASSERT_STRING_EQUAL(filter("a4{ 04{'cn'} 30{ 80{'a'} } }"), "(cn=a*)");
    CU_ASSERT_STRING_EQUAL(filter("a4{ 04{'cn'} 30{ 82{'z'} } }"), "(cn=*z)");
    CU_ASSERT_STRING_EQUAL(filter("a4{ 04{'cn'} 30{ 81{'m'} } }"), "(cn=*m*)");
    CU_ASSERT_STRING_EQUAL(filter("a4{ 04{'cn'} 30{ 80{'a'} 81{'m'} 81{'n'} 82{'z'} } }"),
                           "(cn=a*m*n*z)");
    CU_ASSERT_STRING_EQUAL(filter_refused("a4{ 04{'cn'} 30{} }"), "no substrings");
    CU_ASSERT_STRING_EQUAL(filter_refused("a4{ 04{'cn'} 30{ 83{'a'} } }"),
                           "substring that does not exist");
    CU_ASSERT_STRING_EQUAL(filter_refused("a4{ 04{'cn'} 30{ 82{'a'} 81{'b'} } }"),
                           "substrings out of order");
    CU_ASSERT_STRING_EQUAL(filter_refused("a4{ 04{'cn'} 30{ 81{'a'} 80{'b'} } }"),
                           "substrings out of order");
}

static void
a_match_may_have_a_rule(void)
{
    CU_ASSERT_STRING_EQUAL(filter("a9{ 81{'2.5'} 82{'cn'} 83{'x'} 8401ff }"), "(cn:dn:2.5:=x)");
    CU_ASSERT_STRING_EQUAL(filter("a9{ 81{'2.5'} 83{'x'} }"), "(:2.5:=x)");
    CU_ASSERT_STRING_EQUAL(filter("a9{ 82{'cn'} 83{'x'} 840100 }"), "(cn:=x)");
    CU_ASSERT_STRING_EQUAL(filter_refused("a9{ 82{'cn'} }"), "match of nothing");
    CU_ASSERT_STRING_EQUAL(filter_refused("a9{ 83{'x'} }"), "match of nothing");
    CU_ASSERT_STRING_EQUAL(filter_refused("a9{ 83{'x'} 85{} }"),
                           "part of a match that does not exist");
}

static void
wrong_filters_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(filter_refused("aa{}"), "filter that does not exist");
    CU_ASSERT_STRING_EQUAL(filter_refused("a3{ 04{'cn'} }"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(filter_refused("a2{}"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(filter_refused("a0{ 8705 }"), "length beyond its message");
    CU_ASSERT_STRING_EQUAL(filter_refused("a3{ 02{'cn'} 04{'x'} }"),
                           "another element than expected");
}

/* So many times not, around what is there. */
static const char *
nested(int n)
{
    static char text[1024];
    int at = 0;

    for (int i = 0; i < n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "a2{");
    at += snprintf(text + at, sizeof text - (size_t)at, "87{'c'}");
    for (int i = 0; i < n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "}");
    return text;
}

static void
filters_are_nested_so_deep(void)
{
    CU_ASSERT(strstr(filter(nested(23)), "(c=*)") != NULL);
    CU_ASSERT(strstr(filter(nested(24)), "(...)") != NULL);
    CU_ASSERT(strstr(filter(nested(25)), "(...)") != NULL);
    CU_ASSERT(strstr(filter(nested(60)), "(...)") != NULL);
}

/* A filter of a value of so many bytes, each of which is three as text. */
static const char *
filter_of(int n)
{
    static char text[DER_ROOM / 4];
    int at = snprintf(text, sizeof text, "a3{ 04{'cn'} 04{ ");

    for (int i = 0; i < n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "00");
    snprintf(text + at, sizeof text - (size_t)at, " } }");
    new_talk();
    says_hex(NC_CLIENT, der_with("30{ " SEARCH " }", text));
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 1);
    return ldap(0)->filter;
}

static void
a_filter_is_cut_where_it_is_too_long(void)
{
    CU_ASSERT_EQUAL(strlen(filter_of(680)), 2045);
    CU_ASSERT_STRING_EQUAL(filter_of(681) + 2045, "00)");
    CU_ASSERT_EQUAL(strlen(filter_of(681)), 2048);
    CU_ASSERT_EQUAL(strlen(filter_of(682)), 2051);
    CU_ASSERT_STRING_EQUAL(filter_of(682) + 2047, "\\...");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(filters_are_text),
        SENTENCE(what_means_something_in_a_filter_is_escaped),
        SENTENCE(substrings_have_asterisks_between),
        SENTENCE(a_match_may_have_a_rule),
        SENTENCE(wrong_filters_are_refused),
        SENTENCE(filters_are_nested_so_deep),
        SENTENCE(a_filter_is_cut_where_it_is_too_long),
        SENTENCES_END
    };

    return plugin_sentences("ldap", "30050201034200", own);
}
