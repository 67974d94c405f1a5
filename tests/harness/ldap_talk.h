/* SPDX-License-Identifier: Apache-2.0 */
/* For the tests of LDAP: messages said and what comes of them. */
#ifndef LDAP_TALK_H
#define LDAP_TALK_H

#include "der_maker.h"
#include "harness_stream.h"

#include "ldap.pb-c.h"

#define UNBIND "30050201034200"
#define BIND "30{ 020101 60{ 020103 04{'cn=bob'} 80{'secret'} } }"
#define SASL_BIND "30{ 020101 60{ 020103 0400 a3{ 04{'GSS-SPNEGO'} 04{'abcd'} } } }"
#define START_TLS "30{ 020107 77{ 80{'1.3.6.1.4.1.1466.20037'} } }"
#define SEARCH                                                                                     \
    "020105 63{ 04{'dc=x'} 0a0102 0a0103 020164 02011e 0101ff %s 30{ 04{'cn'} 04{'mail'} } }"

/* A filter as text; and why it is refused. */
static inline const char *
filter(const char *text)
{
    return ((Types__LDAP *)decoded(der_with("30{ " SEARCH " }", text)))->filter;
}

static inline Types__LDAP *
ldap(size_t n)
{
    return written(n);
}

#endif
