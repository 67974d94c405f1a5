/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "exchange/transports.h"

#include "base/memory.h"
#include "base/module.h"
#include "base/say.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_OPENSSL
#define WITH_OPENSSL true
#else
#define WITH_OPENSSL false
#endif
#ifdef HAVE_NATS
#define WITH_NATS true
#else
#define WITH_NATS false
#endif
#ifdef HAVE_KAFKA
#define WITH_KAFKA true
#else
#define WITH_KAFKA false
#endif

/* Those that are built where their library is. */
static const struct known {
    const char *name, *needs;
    bool built;
} known[] = {
    { "unix", NULL, true },
    { "tls", "OpenSSL, libssl-dev", WITH_OPENSSL },
    { "nats", "NATS, libnats-dev", WITH_NATS },
    { "kafka", "Kafka, librdkafka-dev", WITH_KAFKA },
};

enum { N_KNOWN = sizeof known / sizeof *known };

static const struct known *
find_known(const char *name)
{
    for (size_t i = 0; i < N_KNOWN; i++)
        if (strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

static const struct transport *
say_missing(const char *name, const char *path)
{
    const struct known *one = find_known(name);

    if (one && !one->built)
        say_error("%s: this netcap was built without it, as its library was missing (%s): install "
                  "that, then configure and build again",
                  name, one->needs);
    else if (one)
        say_error("%s: cannot be read: expected the transport's module, which is installed with "
                  "netcap",
                  path);
    else
        say_error("%.32s: no such transport: expected unix, tls, nats or kafka; see "
                  "'netcap --version'",
                  name);
    return NULL;
}

/* What is loaded is of this netcap, or of one that has the same interface. */
static const struct transport *
load(const char *path)
{
    const struct transport *transport = module_load(path, "netcap_transport");

    if (!transport || (transport->abi == TRANSPORT_ABI && transport->size >= sizeof *transport))
        return transport;
    say_error("%s: built for interface %u, this is %d: build it again", path, transport->abi,
              TRANSPORT_ABI);
    return NULL;
}

const struct transport *
transports_load(const char *scheme)
{
    char name[URL_SCHEME_MOST], path[PATH_MAX + 64];

    snprintf(name, sizeof name, "%.*s", (int)strcspn(scheme, "+"), scheme);
    return module_find(path, sizeof path, "transports", TRANSPORTDIR, name)
               ? load(path)
               : say_missing(name, path);
}

void
transports_print(FILE *to)
{
    const char *between = "";

    fputs("transports: ", to);
    for (size_t i = 0; i < N_KNOWN; i++)
        if (known[i].built) {
            fprintf(to, "%s%s", between, known[i].name);
            between = ", ";
        }
    for (size_t i = 0; i < N_KNOWN; i++)
        if (!known[i].built)
            fprintf(to, "; built without %s, which needs %s", known[i].name, known[i].needs);
    fputc('\n', to);
}
