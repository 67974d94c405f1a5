/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_why.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SHOWN = 64, NAMES_SHOWN = 160, PATH_SHOWN = 120 };

/* --- certificates --- */

/* What a certificate calls somebody, as far as it can be shown; other ends may call themselves
 * anything, which who shows it has to mind. */
static void
print_name(char to[NAME_SHOWN], const X509_NAME *name)
{
    int at = name ? X509_NAME_get_index_by_NID(name, NID_commonName, -1) : -1, size = 0;
    unsigned char *text = NULL;

    if (at >= 0)
        size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    snprintf(to, NAME_SHOWN, "%.*s", size > 0 ? size : 1, size > 0 ? (const char *)text : "?");
    OPENSSL_free(text);
}

static void
add(char to[NAMES_SHOWN], const char *name, int size)
{
    size_t used = strlen(to);

    snprintf(to + used, NAMES_SHOWN - used, "%s%.*s", used ? ", " : "", size, name);
}

static void
add_address(char to[NAMES_SHOWN], const ASN1_OCTET_STRING *address)
{
    const unsigned char *at = ASN1_STRING_get0_data(address);
    int size = ASN1_STRING_length(address), n = 0;
    char text[64] = "";

    for (int i = 0; size == 4 && i < size; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%d", i ? "." : "", at[i]);
    for (int i = 0; size == 16 && i < size; i += 2)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%x", i ? ":" : "",
                      at[i] << 8 | at[i + 1]);
    add(to, text, n);
}

/* The hosts that it is for (RFC 5280, 4.2.1.6). */
static void
print_hosts(char to[NAMES_SHOWN], const X509 *certificate)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

    *to = '\0';
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

        if (name->type == GEN_DNS)
            add(to, (const char *)ASN1_STRING_get0_data(name->d.dNSName),
                ASN1_STRING_length(name->d.dNSName));
        else if (name->type == GEN_IPADD)
            add_address(to, name->d.iPAddress);
    }
    GENERAL_NAMES_free(names);
    if (!*to)
        add(to, "no host", 7);
}

static void
say_host(char *why, const struct tls_context *context, const X509 *certificate)
{
    char hosts[NAMES_SHOWN];

    print_hosts(hosts, certificate);
    snprintf(
        why, TRANSPORT_WHY,
        "the certificate there is for %s, not for %.64s: expected a URL with a host that it is "
        "for, or a certificate for that one: netcap keys --collector=%.64s makes it",
        hosts, context->address.host, context->address.host);
}

static void
say_issuer(char *why, const struct tls_context *context, const X509 *certificate)
{
    char name[NAME_SHOWN], issuer[NAME_SHOWN];

    print_name(name, X509_get_subject_name(certificate));
    print_name(issuer, X509_get_issuer_name(certificate));
    snprintf(why, TRANSPORT_WHY,
             "the other end's certificate, of '%s', is signed by a '%s' that is not in --ca, %.*s: "
             "expected the ca.crt of who made it",
             name, issuer, PATH_SHOWN, context->setup->ca);
}

void
tls_why_refused(char *why, const struct tls_context *context, const X509 *certificate, long reason)
{
    char name[NAME_SHOWN];

    switch (reason) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: say_host(why, context, certificate); return;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: say_issuer(why, context, certificate); return;
    default: break;
    }
    print_name(name, X509_get_subject_name(certificate));
    if (reason == X509_V_ERR_CERT_REJECTED)
        snprintf(why, TRANSPORT_WHY,
                 "the other end's certificate, of '%s', is none of those pinned: "
                 "expected a --pin with its SHA-256",
                 name);
    else if (reason == X509_V_ERR_CERT_HAS_EXPIRED || reason == X509_V_ERR_CERT_NOT_YET_VALID)
        snprintf(
            why, TRANSPORT_WHY,
            "the other end's certificate, of '%s', %s: expected another one, or another date of "
            "this machine",
            name, reason == X509_V_ERR_CERT_HAS_EXPIRED ? "has expired" : "is not valid yet");
    else
        snprintf(why, TRANSPORT_WHY, "the other end's certificate, of '%s': %s", name,
                 X509_verify_cert_error_string(reason));
}

/* --- what the library has noted --- */

/* What the other end says of this one's certificate (RFC 8446, 6.2); with its path behind. */
static const struct alert {
    int reason;
    const char *what, *expected;
} alerts[] = {
    { SSL_R_TLSV1_ALERT_UNKNOWN_CA, "the other end does not know who signed",
      "that its --ca has who did, as the ca.crt beside it" },
    { SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "the other end does not take",
      "one for the host that it asked for, and where it has a --pin, the one pinned" },
    { SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "the other end does not take",
      "one for the host that it asked for, and where it has a --pin, the one pinned" },
    { SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,
      "by the other end's date is not valid:", "another one, or another date there" },
    { SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, "the other end cannot use",
      "one that may be shown by this end, as netcap keys makes it" },
};

static const char *
no_tls(const struct tls_context *context)
{
    return context->setup->listens
               ? "it speaks no TLS: expected netcap send --to tls://HOST:PORT"
               : "what answers there speaks no TLS: expected the port of netcap collect --listen "
                 "tls://...";
}

/* Of reasons of the library's own; NULL: it has no better words. */
static const char *
words_for(const struct tls_context *context, int reason)
{
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_RECORD_LENGTH_MISMATCH:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_UNEXPECTED_MESSAGE: return no_tls(context);
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return "the other end has no TLS 1.3, which is expected";
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return "it shows no certificate: expected one, as --cert of netcap send";
    default: return NULL;
    }
}

void
tls_why_broken(char *why, const struct tls_context *context, bool known)
{
    unsigned long error = ERR_peek_error();
    int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    bool lost = reason == 0 ? !error : reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    const char *said = !lost ? ERR_reason_error_string(error) : NULL;
    const char *words = words_for(context, reason);

    ERR_clear_error();
    if (words)
        snprintf(why, TRANSPORT_WHY, "%s", words);
    else if (said)
        snprintf(why, TRANSPORT_WHY, "TLS: %s", said);
    else
        snprintf(why, TRANSPORT_WHY, "%s",
                 known ? "the connection was lost"
                       : "it hung up before TLS was agreed upon, as who has another protocol may");
    for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++)
        if (alerts[i].reason == reason)
            snprintf(why, TRANSPORT_WHY, "%s the certificate in --cert, %.*s: expected %s",
                     alerts[i].what, PATH_SHOWN, context->setup->cert, alerts[i].expected);
}
