/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_load.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pemerr.h>
#include <openssl/x509err.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SHOWN = 200 };

static bool
wrong(char *why, const char *option, const char *path, const char *what)
{
    snprintf(why, TRANSPORT_WHY, "%s: %.*s: %s", option, PATH_SHOWN, path, what);
    return false;
}

/* Errors of the system name who it is that may not: netcapd gives up root before it sends. */
static bool
unreadable(char *why, const char *option, const char *path)
{
    char what[128];

    if (errno != EACCES)
        return wrong(why, option, path, strerror(errno));
    snprintf(what, sizeof what, "%s: expected a file that user %lu, who this runs as, may read",
             strerror(errno), (unsigned long)geteuid());
    return wrong(why, option, path, what);
}

bool
tls_file_is(const char *option, const char *path, char *why)
{
    struct stat about;
    int fd;

    if (stat(path, &about))
        return unreadable(why, option, path);
    if (!S_ISREG(about.st_mode))
        return wrong(why, option, path, "is no regular file");
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return unreadable(why, option, path);
    close(fd);
    return true;
}

static int
no_password(char *to, int size, int writes, void *context)
{
    (void)to;
    (void)size;
    (void)writes;
    (void)context;
    return 0;
}

/* Whether the library found nothing of what it looked for. */
static bool
found_none(unsigned long error)
{
    switch (ERR_GET_LIB(error)) {
    case ERR_LIB_PEM: return ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
    case ERR_LIB_X509: return ERR_GET_REASON(error) == X509_R_NO_CERTIFICATE_OR_CRL_FOUND;
    case ERR_LIB_OSSL_DECODER: return ERR_GET_REASON(error) == ERR_R_UNSUPPORTED;
    default: return false;
    }
}

static bool
has_password(unsigned long error)
{
    return ERR_GET_LIB(error) == ERR_LIB_PEM &&
           (ERR_GET_REASON(error) == PEM_R_BAD_PASSWORD_READ ||
            ERR_GET_REASON(error) == PEM_R_PROBLEMS_GETTING_PASSWORD);
}

/* What the library says was wrong, of a file that is there. */
static bool
unusable(char *why, const char *option, const char *path, const char *expected)
{
    unsigned long error = ERR_peek_error();
    const char *reason = error ? ERR_reason_error_string(error) : NULL;
    char what[256];

    if (has_password(error) || has_password(ERR_peek_last_error()))
        reason = "has a password, and nobody is asked for it";
    else if (found_none(error))
        reason = "has none in it";
    snprintf(what, sizeof what, "%s: expected %s, in PEM, as netcap keys makes it",
             reason ? reason : "cannot be used", expected);
    ERR_clear_error();
    return wrong(why, option, path, what);
}

static bool
are_a_pair(SSL_CTX *ssl, const struct transport_setup *setup, char *why)
{
    if (SSL_CTX_check_private_key(ssl) == 1)
        return true;
    ERR_clear_error();
    snprintf(
        why, TRANSPORT_WHY,
        "--key: %.*s: is not the key of the certificate in --cert, %.*s: expected the two that "
        "were made together",
        PATH_SHOWN, setup->key, PATH_SHOWN, setup->cert);
    return false;
}

/* The library compares it with the certificate at once. */
static bool
load_key(SSL_CTX *ssl, const struct transport_setup *setup, char *why)
{
    unsigned long error;

    if (SSL_CTX_use_PrivateKey_file(ssl, setup->key, SSL_FILETYPE_PEM) == 1)
        return !setup->cert || are_a_pair(ssl, setup, why);
    error = ERR_peek_error();
    if (ERR_GET_LIB(error) == ERR_LIB_X509)
        return are_a_pair(ssl, setup, why);
    return unusable(why, "--key", setup->key, "a private key without a password");
}

bool
tls_load(SSL_CTX *ssl, const struct transport_setup *setup, char *why)
{
    if ((setup->ca && !tls_file_is("--ca", setup->ca, why)) ||
        (setup->cert && !tls_file_is("--cert", setup->cert, why)) ||
        (setup->key && !tls_file_is("--key", setup->key, why)))
        return false;
    ERR_clear_error();
    SSL_CTX_set_default_passwd_cb(ssl, no_password);
    if (setup->ca && SSL_CTX_load_verify_file(ssl, setup->ca) != 1)
        return unusable(why, "--ca", setup->ca, "certificates of who vouches for the other end");
    if (setup->cert && SSL_CTX_use_certificate_chain_file(ssl, setup->cert) != 1)
        return unusable(why, "--cert", setup->cert, "the certificate of this end");
    return !setup->key || load_key(ssl, setup, why);
}
