/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/tls_keys.h"

#include "exchange/transports/tls_context.h"
#include "exchange/transports/tls_load.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SERIAL_BITS = 127, DAY = 86400, CA_DAYS = 3650, PUBLIC = 0644, SECRET = 0600 };

/* A certificate and its key. */
struct pair {
    X509 *certificate;
    EVP_PKEY *key;
};

static bool
failed(char *why, const char *path, const char *what)
{
    snprintf(why, TRANSPORT_WHY, "%.160s: %s", path, what);
    return false;
}

static void
free_pair(struct pair *pair)
{
    X509_free(pair->certificate);
    EVP_PKEY_free(pair->key);
}

static void
path_of(char to[PATH_MAX], const struct keys_wish *wish, const char *name, const char *ending)
{
    snprintf(to, PATH_MAX, "%s/%s%s", wish->folder, name, ending);
}

/* A new file, never one that is there. */
static FILE *
create(const char *path, mode_t mode, char *why)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w");

    if (!to)
        failed(why, path, strerror(errno));
    return to;
}

static bool
finish(FILE *to, bool done, const char *path, const struct keys_wish *wish, char *why)
{
    if (fclose(to) || !done)
        return failed(why, path, "cannot be written");
    wish->made(path);
    return true;
}

/* The key first: without it the certificate is of no use. */
static bool
write_pair(const struct keys_wish *wish, const char *name, const struct pair *pair, char *why)
{
    char path[PATH_MAX];
    FILE *to;

    path_of(path, wish, name, ".key");
    to = create(path, SECRET, why);
    if (!to || !finish(to, PEM_write_PKCS8PrivateKey(to, pair->key, NULL, NULL, 0, NULL, NULL) == 1,
                       path, wish, why))
        return false;
    path_of(path, wish, name, ".crt");
    to = create(path, PUBLIC, why);
    return to && finish(to, PEM_write_X509(to, pair->certificate) == 1, path, wish, why);
}

static bool
extend(X509 *certificate, X509 *issuer, int what, const char *value)
{
    X509V3_CTX context;
    X509_EXTENSION *extension;
    bool done;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, what, value);
    done = extension && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static bool
set_serial(X509 *certificate)
{
    BIGNUM *number = BN_new();
    bool done = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
                BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;

    BN_free(number);
    return done;
}

static bool
set_name(X509 *certificate, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);

    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                      -1, 0) == 1;
}

/* From a day before, for clocks that are behind. */
static bool
set_times(X509 *certificate, int64_t now, unsigned days)
{
    return ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)now - DAY) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)now + (time_t)days * DAY);
}

/* What all certificates have; still to be extended and signed. */
static bool
begin(struct pair *pair, const char *name, int64_t now, unsigned days)
{
    pair->key = EVP_EC_gen("P-256");
    pair->certificate = X509_new();
    return pair->key && pair->certificate && X509_set_version(pair->certificate, 2) == 1 &&
           set_serial(pair->certificate) && set_name(pair->certificate, name) &&
           set_times(pair->certificate, now, days) &&
           X509_set_pubkey(pair->certificate, pair->key) == 1;
}

static bool
make_authority(const struct keys_wish *wish, struct pair *ca, char *why)
{
    X509 *it;
    bool made = begin(ca, "netcap", wish->now, CA_DAYS);

    it = ca->certificate;
    made = made && X509_set_issuer_name(it, X509_get_subject_name(it)) == 1 &&
           extend(it, it, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
           extend(it, it, NID_key_usage, "critical,keyCertSign,cRLSign") &&
           extend(it, it, NID_subject_key_identifier, "hash") &&
           X509_sign(it, ca->key, EVP_sha256()) > 0;
    if (!made)
        tls_failed(why, "the authority");
    return made && write_pair(wish, "ca", ca, why);
}

static void *
read_pem(const char *path, bool is_key, char *why)
{
    FILE *from;
    void *it = NULL;

    if (!tls_file_is("the authority", path, why))
        return NULL;
    from = fopen(path, "re");
    if (!from) {
        failed(why, path, strerror(errno));
        return NULL;
    }
    if (is_key)
        it = PEM_read_PrivateKey(from, NULL, NULL, (void *)"");
    else
        it = PEM_read_X509(from, NULL, NULL, NULL);
    fclose(from);
    if (!it)
        failed(why, path, "cannot be read as PEM");
    ERR_clear_error();
    return it;
}

/* What of a pair is there: both; neither; or one, which is said. */
static int
is_there(const struct keys_wish *wish, const char *name, char *why)
{
    char certificate[PATH_MAX], key[PATH_MAX];
    bool has_certificate, has_key;

    path_of(certificate, wish, name, ".crt");
    path_of(key, wish, name, ".key");
    has_certificate = access(certificate, F_OK) == 0;
    has_key = access(key, F_OK) == 0;
    if (has_certificate == has_key)
        return has_key;
    failed(why, has_key ? key : certificate,
           "is there without the other of key and certificate: remove it, or bring that back");
    return -1;
}

static bool
have_authority(const struct keys_wish *wish, struct pair *ca, char *why)
{
    int there = is_there(wish, "ca", why);
    char path[PATH_MAX];

    if (there <= 0)
        return there == 0 && make_authority(wish, ca, why);
    path_of(path, wish, "ca", ".crt");
    ca->certificate = read_pem(path, false, why);
    path_of(path, wish, "ca", ".key");
    ca->key = ca->certificate ? read_pem(path, true, why) : NULL;
    return ca->key && (X509_check_private_key(ca->certificate, ca->key) == 1 ||
                       failed(why, path, "is not the key of ca.crt"));
}

/* For a collector the name that it is connected to by. */
static bool
name_host(X509 *certificate, X509 *issuer, const char *name)
{
    ASN1_OCTET_STRING *address = a2i_IPADDRESS(name);
    char text[300];

    snprintf(text, sizeof text, "%s:%s", address ? "IP" : "DNS", name);
    ASN1_OCTET_STRING_free(address);
    ERR_clear_error();
    return extend(certificate, issuer, NID_subject_alt_name, text);
}

static bool
make_pair(const struct keys_wish *wish, const struct pair *ca, const char *name, bool collects,
          char *why)
{
    struct pair pair = { NULL, NULL };
    int there = is_there(wish, name, why);
    X509 *it, *by = ca->certificate;
    bool made;

    if (there)
        return there > 0;
    made = begin(&pair, name, wish->now, wish->days);
    it = pair.certificate;
    made = made && X509_set_issuer_name(it, X509_get_subject_name(by)) == 1 &&
           extend(it, by, NID_basic_constraints, "critical,CA:FALSE") &&
           extend(it, by, NID_key_usage, "critical,digitalSignature") &&
           extend(it, by, NID_ext_key_usage, collects ? "serverAuth" : "clientAuth") &&
           extend(it, by, NID_subject_key_identifier, "hash") &&
           extend(it, by, NID_authority_key_identifier, "keyid") &&
           (!collects || name_host(it, by, name)) && X509_sign(it, ca->key, EVP_sha256()) > 0;
    if (!made)
        tls_failed(why, name);
    made = made && write_pair(wish, name, &pair, why);
    free_pair(&pair);
    return made;
}

bool
tls_keys_make(const struct keys_wish *wish, char *why)
{
    struct pair ca = { NULL, NULL };
    bool made = have_authority(wish, &ca, why);

    for (size_t i = 0; i < wish->n_collectors && made; i++)
        made = make_pair(wish, &ca, wish->collectors[i], true, why);
    for (size_t i = 0; i < wish->n_sensors && made; i++)
        made = make_pair(wish, &ca, wish->sensors[i], false, why);
    free_pair(&ca);
    return made;
}
