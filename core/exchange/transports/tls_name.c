/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_name.h"

#include <stdio.h>
#include <string.h>

bool
tls_name(const X509 *certificate, char to[SENSOR_MOST + 1])
{
    const X509_NAME *subject = X509_get_subject_name(certificate);
    int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1), size;
    unsigned char *text = NULL;
    bool fits;

    if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0)
        return false;
    size = ASN1_STRING_to_UTF8(&text,
                               X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    fits = size > 0 && size <= SENSOR_MOST && !memchr(text, 0, (size_t)size);
    if (fits) {
        memcpy(to, text, (size_t)size);
        to[size] = '\0';
    }
    OPENSSL_free(text);
    return fits;
}

bool
tls_address(struct tls_address *to, const char *text, char *why)
{
    const char *colon = strrchr(text, ':'), *host = text, *end = colon;
    size_t digits = colon ? strspn(colon + 1, "0123456789") : 0;

    if (colon && *text == '[' && colon > text + 2 && colon[-1] == ']') {
        host++;
        end--;
    } else if (colon && memchr(text, ':', (size_t)(colon - text))) {
        colon = NULL;
    }
    if (!colon || end == host || (size_t)(end - host) >= sizeof to->host || digits == 0 ||
        digits > 5 || colon[1 + digits]) {
        snprintf(why, TRANSPORT_WHY, "expected tls://HOST:PORT, an IPv6 address in brackets");
        return false;
    }
    snprintf(to->host, sizeof to->host, "%.*s", (int)(end - host), host);
    snprintf(to->port, sizeof to->port, "%s", colon + 1);
    return true;
}
