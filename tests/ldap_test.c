/* SPDX-License-Identifier: Apache-2.0 */
#include "ldap_talk.h"

static Types__LDAP *
operation(const char *text)
{
    return decoded(der_with("30{ 020102 %s }", text));
}

static const char *
refused(const char *text)
{
    return refusal(der_with("30{ 020102 %s }", text));
}

static void
says_der(int side, const char *text)
{
    says_hex(side, der(text));
}

static void
a_bind_says_who_and_proves_it(void)
{
    Types__LDAP *bind = decoded(der(BIND));

    CU_ASSERT_EQUAL(bind->messageid, 1);
    CU_ASSERT_STRING_EQUAL(bind->operation, "bindRequest");
    CU_ASSERT_EQUAL(bind->version, 3);
    CU_ASSERT_STRING_EQUAL(bind->dn, "cn=bob");
    CU_ASSERT_STRING_EQUAL(bind->authentication, "simple");
    CU_ASSERT(spells(bind->password, "secret"));
}

static void
sasl_has_a_mechanism(void)
{
    Types__LDAP *bind = decoded(der(SASL_BIND));

    CU_ASSERT_STRING_EQUAL(bind->authentication, "sasl");
    CU_ASSERT_STRING_EQUAL(bind->mechanism, "GSS-SPNEGO");
    CU_ASSERT(bind->credentialsize == 4 && !bind->password.len);
    bind = operation("60{ 020103 0400 a3{ 04{'EXTERNAL'} } }");
    CU_ASSERT_STRING_EQUAL(bind->mechanism, "EXTERNAL");
    bind = operation("60{ 020103 0400 89{'x'} }");
    CU_ASSERT_STRING_EQUAL(bind->authentication, "other");
}

static void
a_result_says_what_went_wrong(void)
{
    Types__LDAP *result = operation(
        "61{ 0a0131 04{'dc=x'} 04{'no such'} a3{ 04{'ldap://y'} 04{'ldap://z'} } 87{'ab'} }");

    CU_ASSERT_STRING_EQUAL(result->operation, "bindResponse");
    CU_ASSERT_EQUAL(result->resultcode, 49);
    CU_ASSERT_STRING_EQUAL(result->matcheddn, "dc=x");
    CU_ASSERT_STRING_EQUAL(result->diagnostic, "no such");
    CU_ASSERT_EQUAL_FATAL(result->n_referrals, 2);
    CU_ASSERT_STRING_EQUAL(result->referrals[1], "ldap://z");
    CU_ASSERT_EQUAL(result->credentialsize, 2);
}

static void
all_results_are_read_alike(void)
{
    static const char *const results[][2] = {
        { "61", "bindResponse" },    { "65", "searchResDone" }, { "67", "modifyResponse" },
        { "69", "addResponse" },     { "6b", "delResponse" },   { "6d", "modDNResponse" },
        { "6f", "compareResponse" }, { "78", "extendedResp" }
    };
    char text[64];

    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        snprintf(text, sizeof text, "%s{ 0a0107 0400 04{'d'} }", results[i][0]);
        CU_ASSERT_STRING_EQUAL(operation(text)->operation, results[i][1]);
        CU_ASSERT_EQUAL(operation(text)->resultcode, 7);
    }
}

static void
a_search_has_all_it_asks(void)
{
    Types__LDAP *search = decoded(der_with("30{ " SEARCH " }", "87{'objectClass'}"));

    CU_ASSERT_STRING_EQUAL(search->dn, "dc=x");
    CU_ASSERT(search->scope == 2 && search->derefaliases == 3 && search->sizelimit == 100);
    CU_ASSERT(search->timelimit == 30 && search->typesonly);
    CU_ASSERT_STRING_EQUAL(search->filter, "(objectClass=*)");
    CU_ASSERT_EQUAL_FATAL(search->n_attributes, 2);
    CU_ASSERT_STRING_EQUAL(search->attributes[1], "mail");
}

static void
entries_and_changes_name_attributes(void)
{
    Types__LDAP *entry =
        operation("64{ 04{'cn=b'} 30{ 30{ 04{'sn'} 31{ 04{'x'} } } 30{ 04{'ou'} 31{} } } }");

    CU_ASSERT_STRING_EQUAL(entry->operation, "searchResEntry");
    CU_ASSERT_STRING_EQUAL(entry->dn, "cn=b");
    CU_ASSERT_EQUAL_FATAL(entry->n_attributes, 2);
    CU_ASSERT_STRING_EQUAL(entry->attributes[1], "ou");
    entry = operation("66{ 04{'cn=b'} 30{ 30{ 0a0102 30{ 04{'sn'} 31{ 04{'x'} } } } } }");
    CU_ASSERT_STRING_EQUAL(entry->operation, "modifyRequest");
    CU_ASSERT_EQUAL_FATAL(entry->n_attributes, 1);
    entry = operation("68{ 04{'cn=c'} 30{ 30{ 04{'sn'} 31{ 04{'x'} } } } }");
    CU_ASSERT_STRING_EQUAL(entry->operation, "addRequest");
    CU_ASSERT_STRING_EQUAL(entry->attributes[0], "sn");
}

static void
other_operations_say_what_about(void)
{
    Types__LDAP *other = operation("4a{'cn=gone'}");

    CU_ASSERT_STRING_EQUAL(other->dn, "cn=gone");
    other = operation("6c{ 04{'cn=a'} 04{'cn=b'} 0101ff 80{'dc=z'} }");
    CU_ASSERT_STRING_EQUAL(other->newrdn, "cn=b");
    CU_ASSERT(other->deleteoldrdn);
    CU_ASSERT_STRING_EQUAL(other->newsuperior, "dc=z");
    other = operation("6e{ 04{'cn=a'} 30{ 04{'sn'} 04{'v'} } }");
    CU_ASSERT_STRING_EQUAL(other->attributes[0], "sn");
    CU_ASSERT_EQUAL(operation("50{ 0100 }")->abandonid, 256);
    other = operation("73{ 04{'ldap://q'} }");
    CU_ASSERT_STRING_EQUAL(other->referrals[0], "ldap://q");
    CU_ASSERT_STRING_EQUAL(operation("77{ 80{'1.2'} 81{'v'} }")->extendedname, "1.2");
    CU_ASSERT_STRING_EQUAL(operation("78{ 0a0100 0400 0400 8a{'1.3'} }")->extendedname, "1.3");
    CU_ASSERT_STRING_EQUAL(operation("79{ 80{'1.4'} }")->extendedname, "1.4");
    CU_ASSERT_STRING_EQUAL(operation("4200")->operation, "unbindRequest");
}

static void
controls_are_named(void)
{
    Types__LDAP *unbind = operation("4200 a0{ 30{ 04{'1.2.3'} 0101ff 04{'v'} } 30{ 04{'4.5'} } }");

    CU_ASSERT_EQUAL_FATAL(unbind->n_controls, 2);
    CU_ASSERT_STRING_EQUAL(unbind->controls[0], "1.2.3");
    CU_ASSERT_STRING_EQUAL(unbind->controls[1], "4.5");
}

static void
wrong_operations_are_refused(void)
{
    CU_ASSERT_STRING_EQUAL(refused("7a{}"), "operation that does not exist");
    CU_ASSERT_STRING_EQUAL(refused(""), "operation that does not exist");
    CU_ASSERT_STRING_EQUAL(refused("60{ 020103 0400 }"), "bind without authentication");
    CU_ASSERT_STRING_EQUAL(refused("60{ 0201ff 0400 8000 }"), "negative number");
    CU_ASSERT_STRING_EQUAL(refused("60{ 0205 0080000000 0400 8000 }"), "number above 31 bits");
    CU_ASSERT_STRING_EQUAL(refused("60{ 020103 0400 a3{ 02{'x'} } }"),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refused("61{ 0a0100 0400 }"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("61{ 020100 0400 0400 }"), "another element than expected");
    CU_ASSERT_STRING_EQUAL(refused("61{ 0a0100 0400 0400 a3{ 0405 } }"),
                           "length beyond its message");
    CU_ASSERT_STRING_EQUAL(refused("64{ 0400 30{ 30{ 04{'a'} } } }"), nc_truncated);
    CU_ASSERT_STRING_EQUAL(refused("64{ 0400 30{ 30{ 04{'a'} 3000 } } }"),
                           "another element than expected");
    CU_ASSERT_STRING_EQUAL(refused("4200 a0{ 3100 }"), "another element than expected");
    CU_ASSERT_STRING_EQUAL(refusal("3007 0205 0080000000"), "number of a message above 31 bits");
    CU_ASSERT_STRING_EQUAL(refusal("3080 020101 4200 0000"), "indefinite length");
}

static void
a_second_message_of_a_datagram_is_next(void)
{
    decoded(UNBIND UNBIND);
    CU_ASSERT_EQUAL(left(), 7);
    CU_ASSERT_NOT_EQUAL(next_space(), NC_NONE);
    decoded(UNBIND "00");
    CU_ASSERT_EQUAL(next_space(), NC_NONE);
}

static void
a_datagram_is_known_by_its_operation(void)
{
    CU_ASSERT_EQUAL(recognised(UNBIND), NC_YES);
    CU_ASSERT_EQUAL(recognised("3005 020103 4300"), NC_NO);
    CU_ASSERT_EQUAL(recognised("3005 040103 4200"), NC_NO);
    CU_ASSERT_EQUAL(recognised("3006 020103 4200"), NC_NO);
    datagram.cut = true;
    CU_ASSERT_EQUAL(recognised("3006 020103 4200"), NC_MORE);
    CU_ASSERT_EQUAL(recognised("16"), NC_NO);
    led_cut();
    CU_ASSERT_STRING_EQUAL(refusal("3016 020103 4200"), nc_truncated);
}

static void
messages_of_a_stream_are_records(void)
{
    new_talk();
    says_der(NC_CLIENT, BIND);
    says_der(NC_SERVER, "30{ 020101 61{ 0a0100 0400 0400 } }");
    says_hex(NC_CLIENT, UNBIND);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(ldap(0)->dn, "cn=bob");
    CU_ASSERT_STRING_EQUAL(ldap(1)->operation, "bindResponse");
    CU_ASSERT(written_at(2).seconds == 3);
}

static void
a_wrong_message_costs_itself_alone(void)
{
    new_talk();
    says_der(NC_CLIENT, BIND);
    says_der(NC_CLIENT, "30{ 020102 60{ 020103 } }");
    says_hex(NC_CLIENT, UNBIND);
    CU_ASSERT_EQUAL_FATAL(play(), 2);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), nc_truncated);
}

static void
behind_a_granted_start_of_tls_others_are_asked(void)
{
    new_talk();
    says_der(NC_CLIENT, START_TLS);
    says_der(NC_SERVER, "30{ 020107 78{ 0a0100 0400 0400 } }");
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT(handed_over());
    new_talk();
    says_der(NC_CLIENT, START_TLS);
    says_der(NC_SERVER, "30{ 020107 78{ 0a0102 0400 0400 } }");
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT_FALSE(handed_over());
    new_talk();
    says_der(NC_CLIENT, START_TLS);
    says_der(NC_SERVER, "30{ 020108 78{ 0a0100 0400 0400 } }");
    CU_ASSERT_EQUAL(play(), 2);
    CU_ASSERT_FALSE(handed_over());
}

static void
what_sasl_protects_is_passed_over(void)
{
    new_talk();
    says_der(NC_CLIENT, SASL_BIND);
    says_der(NC_SERVER, "30{ 020101 61{ 0a0100 0400 0400 } }");
    says_hex(NC_CLIENT, "00000003 616263 00000001 00");
    says_hex(NC_CLIENT, UNBIND);
    CU_ASSERT_EQUAL_FATAL(play(), 3);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
    CU_ASSERT_STRING_EQUAL(ldap(2)->operation, "unbindRequest");
}

static void
a_large_message_is_passed_over(void)
{
    new_talk();
    says_der(NC_CLIENT, BIND);
    says_hex(NC_SERVER, "3084 00010000 020102 64 83 00fff0");
    loses(NC_SERVER, 65536 - 8);
    says_der(NC_SERVER, "30{ 020102 65{ 0a0100 0400 0400 } }");
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(ldap(1)->operation, "searchResDone");
}

static enum nc_answer
answer_to_hex(const char *hex)
{
    uint8_t bytes[64];

    return answer_to(NC_CLIENT, bytes, from_hex(hex, bytes, sizeof bytes));
}

static void
other_streams_are_not_claimed(void)
{
    static const char *const others[] = { "16",
                                          "3080",
                                          "3085",
                                          "3004",
                                          "3084 10000001",
                                          "300c 04",
                                          "300c 0200",
                                          "300c 0205 00",
                                          "300c 0201 ff",
                                          "300c 0201 01 43",
                                          "300c 0201 01 80",
                                          "47455420" };
    static const char *const beginnings[] = {
        "30", "3082", "3082 01", "3084 000000", "300c", "300c 02", "300c 0201", "300c 0204 00000001"
    };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CU_ASSERT(answer_to_hex(others[i]) != NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("300c 0201 ff"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("3085"), NC_NO);
    CU_ASSERT_EQUAL(answer_to_hex("300c 0201 01 43"), NC_NO);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        CU_ASSERT_EQUAL(answer_to_hex(beginnings[i]), NC_MORE);
    CU_ASSERT_EQUAL(answer_to_hex("300c 0201 01 60"), NC_YES);
    CU_ASSERT_EQUAL(answer_to_hex("3084 0000000c 0204 00000001 60"), NC_YES);
    new_talk();
    client("GET / HTTP/1.1\r\n\r\n");
    CU_ASSERT_EQUAL(play(), 0);
    CU_ASSERT_STRING_EQUAL(stream_refusal(), "");
}

static void
behind_a_gap_messages_are_found_again(void)
{
    new_talk();
    says_der(NC_CLIENT, BIND);
    says_hex(NC_CLIENT, "3020 020102");
    loses(NC_CLIENT, 20);
    says_hex(NC_CLIENT, "0000000000000000000000");
    says_hex(NC_CLIENT, UNBIND);
    CU_ASSERT_EQUAL_FATAL(play_in_pieces(0, 0), 2);
    CU_ASSERT_STRING_EQUAL(ldap(1)->operation, "unbindRequest");
}

static void
sound(void)
{
    says_der(NC_CLIENT, SASL_BIND);
    says_der(NC_SERVER, "30{ 020101 61{ 0a0100 0400 0400 } }");
    says_hex(NC_CLIENT, der_with("30{ " SEARCH " }", "a3{ 04{'cn'} 04{'bob'} }"));
    says_hex(NC_CLIENT, "00000003 616263");
    says_der(NC_SERVER, "30{ 020105 64{ 04{'cn=b'} 30{ 30{ 04{'sn'} 31{ 04{'x'} } } } } }");
}

int
main(void)
{
    static const struct sentence own[] = {
        SENTENCE(a_bind_says_who_and_proves_it),
        SENTENCE(sasl_has_a_mechanism),
        SENTENCE(a_result_says_what_went_wrong),
        SENTENCE(all_results_are_read_alike),
        SENTENCE(a_search_has_all_it_asks),
        SENTENCE(entries_and_changes_name_attributes),
        SENTENCE(other_operations_say_what_about),
        SENTENCE(controls_are_named),
        SENTENCE(wrong_operations_are_refused),
        SENTENCE(a_second_message_of_a_datagram_is_next),
        SENTENCE(a_datagram_is_known_by_its_operation),
        SENTENCE(messages_of_a_stream_are_records),
        SENTENCE(a_wrong_message_costs_itself_alone),
        SENTENCE(behind_a_granted_start_of_tls_others_are_asked),
        SENTENCE(what_sasl_protects_is_passed_over),
        SENTENCE(a_large_message_is_passed_over),
        SENTENCE(other_streams_are_not_claimed),
        SENTENCE(behind_a_gap_messages_are_found_again),
        STREAM_SENTENCES,
        SENTENCES_END
    };

    stream_sound(sound);
    return plugin_sentences("ldap", UNBIND, own);
}
