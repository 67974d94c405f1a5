/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/broker_setup.h"

#include "exchange/transports/tls_load.h"
#include "exchange/transports/tls_name.h"

#include <errno.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PEM_MOST = 256 << 10 };

/* What a file holds, as text; NULL: `why`. */
static char *
read_file(const char *path, char *why)
{
    FILE *file = fopen(path, "re");
    char *text = file ? calloc(1, PEM_MOST + 1) : NULL;

    errno = text || !file ? errno : ENOMEM;
    if (text && fread(text, 1, PEM_MOST, file) == 0) {
        errno = ferror(file) ? errno : EINVAL;
        free(text);
        text = NULL;
    }
    if (!text)
        snprintf(why, TRANSPORT_WHY, "%s: cannot be read: %s", path, strerror(errno));
    if (file)
        fclose(file);
    return text;
}

/* Whether the files are what they should be: the client would say it in its own words, later. */
static bool
check_files(const struct transport_setup *setup, char *why)
{
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    bool fine;

    if (!tls) {
        snprintf(why, TRANSPORT_WHY, "OpenSSL cannot be used");
        return false;
    }
    fine = tls_load(tls, setup, why);
    SSL_CTX_free(tls);
    return fine;
}

static bool
read_files(struct broker_setup *broker, const struct transport_setup *setup, char *why)
{
    if (!check_files(setup, why))
        return false;
    if (setup->ca && !(broker->ca = read_file(setup->ca, why)))
        return false;
    if (setup->cert && !(broker->cert = read_file(setup->cert, why)))
        return false;
    return !setup->key || (broker->key = read_file(setup->key, why));
}

/* Who this end is by its certificate, if that says a name that a sensor can have. */
static void
read_own_name(struct broker_setup *broker)
{
    BIO *text = broker->cert ? BIO_new_mem_buf(broker->cert, -1) : NULL;
    X509 *certificate = text ? PEM_read_bio_X509(text, NULL, NULL, NULL) : NULL;

    if (!certificate || !tls_name(certificate, broker->own_name))
        *broker->own_name = '\0';
    X509_free(certificate);
    BIO_free(text);
}

bool
broker_setup_open(struct broker_setup *broker, const struct transport_setup *setup, char *why)
{
    *broker = (struct broker_setup){ .address = setup->address };
    *why = '\0';
    if (setup->n_pins)
        snprintf(why, TRANSPORT_WHY, "a broker's client knows no --pin: expected --ca");
    else if (!setup->ca && !setup->plain)
        snprintf(why, TRANSPORT_WHY,
                 "would be plain text: expected --ca, and --cert and --key of "
                 "this end; or --plain-text, where that is meant");
    else if (setup->ca && setup->plain)
        snprintf(why, TRANSPORT_WHY, "expected either --plain-text or --ca");
    else if (!setup->cert != !setup->key)
        snprintf(why, TRANSPORT_WHY, "expected --cert and --key together");
    else if (read_files(broker, setup, why)) {
        read_own_name(broker);
        return true;
    }
    broker_setup_close(broker);
    return false;
}

void *
broker_new(size_t size, char *why)
{
    void *state = calloc(1, size);

    if (!state)
        snprintf(why, TRANSPORT_WHY, "out of memory");
    return state;
}

int64_t
broker_now(void)
{
    struct timespec at;

    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec;
}

void
broker_setup_close(struct broker_setup *broker)
{
    free(broker->ca);
    free(broker->cert);
    if (broker->key)
        explicit_bzero(broker->key, strlen(broker->key));
    free(broker->key);
    *broker = (struct broker_setup){ .address = NULL };
}
