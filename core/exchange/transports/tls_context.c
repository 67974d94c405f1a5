/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_context.h"

#include "exchange/transports/tls_load.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

void
tls_failed(char *why, const char *what)
{
    unsigned long error = ERR_peek_error();
    const char *reason = error ? ERR_reason_error_string(error) : NULL;

    snprintf(why, TRANSPORT_WHY, "%s: %s", what, reason ? reason : "the connection was lost");
    ERR_clear_error();
}

static bool
has_pin(const struct tls_context *context, X509 *certificate)
{
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    if (!X509_digest(certificate, EVP_sha256(), digest, &size) || size != PIN)
        return false;
    for (size_t i = 0; i < context->n_pins; i++)
        if (CRYPTO_memcmp(context->pins[i], digest, PIN) == 0)
            return true;
    return false;
}

/* A certificate that is pinned needs nobody to vouch for it, but is of its time all the same. */
static int
check_dates(X509_STORE_CTX *chain, const X509 *certificate)
{
    int error = X509_cmp_current_time(X509_get0_notBefore(certificate)) >= 0
                    ? X509_V_ERR_CERT_NOT_YET_VALID
                : X509_cmp_current_time(X509_get0_notAfter(certificate)) <= 0
                    ? X509_V_ERR_CERT_HAS_EXPIRED
                    : X509_V_OK;

    X509_STORE_CTX_set_error(chain, error);
    return error == X509_V_OK;
}

/* For who says later why it was not taken: the library does not keep such a one. */
static void
note_seen(X509_STORE_CTX *chain, X509 *certificate)
{
    SSL *ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());
    X509 **seen = ssl ? SSL_get_app_data(ssl) : NULL;

    if (seen && !*seen && certificate && X509_up_ref(certificate))
        *seen = certificate;
}

/* With pins the certificate is one of them; with an authority that vouches for it; with both,
 * both. */
static int
verify(X509_STORE_CTX *chain, void *opaque)
{
    const struct tls_context *context = opaque;
    X509 *certificate = X509_STORE_CTX_get0_cert(chain);

    note_seen(chain, certificate);
    if (!certificate || (context->n_pins && !has_pin(context, certificate))) {
        X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED);
        return 0;
    }
    return context->has_ca ? X509_verify_cert(chain) : check_dates(chain, certificate);
}

static bool
set_up(struct tls_context *context, const struct transport_setup *setup, char *why)
{
    context->ssl = SSL_CTX_new(setup->listens ? TLS_server_method() : TLS_client_method());
    if (!context->ssl || SSL_CTX_set_min_proto_version(context->ssl, TLS1_3_VERSION) != 1) {
        tls_failed(why, "TLS 1.3");
        return false;
    }
    SSL_CTX_set_mode(context->ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
                                       SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                       SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context->ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context->ssl, 0); /* who comes again shows its certificate again */
    SSL_CTX_set_verify(context->ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(context->ssl, verify, context);
    if (!tls_load(context->ssl, setup, why))
        return false;
    if (!tls_name(SSL_CTX_get0_certificate(context->ssl), context->own_name))
        *context->own_name = '\0';
    return true;
}

void *
tls_context_open(const struct transport_setup *setup, char *why)
{
    struct tls_context *context = calloc(1, sizeof *context);

    if (!context) {
        snprintf(why, TRANSPORT_WHY, "no memory");
        return NULL;
    }
    context->setup = setup;
    context->n_pins = setup->n_pins < PINS_MOST ? setup->n_pins : PINS_MOST;
    if (context->n_pins)
        memcpy(context->pins, setup->pins, context->n_pins * sizeof *context->pins);
    context->has_ca = setup->ca != NULL;
    if (!setup->cert || !setup->key)
        snprintf(why, TRANSPORT_WHY,
                 "both ends show a certificate: expected --cert and --key; netcap keys makes some");
    else if (!setup->ca && !setup->n_pins)
        snprintf(why, TRANSPORT_WHY, "expected --ca or --pin, by which the other end is known");
    else if (tls_address(&context->address, setup->address, why) && set_up(context, setup, why))
        return context;
    tls_context_close(context);
    return NULL;
}

void
tls_context_close(void *opaque)
{
    struct tls_context *context = opaque;

    SSL_CTX_free(context->ssl);
    free(context);
}
