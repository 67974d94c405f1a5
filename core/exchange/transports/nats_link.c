/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/nats_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ABOUT_HEADER "." NATS_HEADER "."
#define ABOUT_END "." NATS_END "."
#define INBOX "_INBOX"

enum { SERVERS_MOST = 16, DUPLICATES_MINUTES = 10, PING_MS = 10000 };

void
nats_link_why(char *why, const char *doing, natsStatus status, jsErrCode code)
{
    if (code == JSNotEnabledErr || code == JSNotEnabledForAccountErr ||
        (status == NATS_NO_RESPONDERS && !code))
        snprintf(why, TRANSPORT_WHY, "%s: the server has no JetStream: expected 'jetstream' in its "
                                     "configuration", doing);
    else if (status == NATS_CONNECTION_AUTH_FAILED)
        snprintf(why, TRANSPORT_WHY, "%s: the server does not let this sensor in", doing);
    else if (status == NATS_NO_SERVER)
        snprintf(why, TRANSPORT_WHY, "%s: no server answers there", doing);
    else if (code)
        snprintf(why, TRANSPORT_WHY, "%s: %s (JetStream's error %d)", doing,
                 natsStatus_GetText(status), (int)code);
    else
        snprintf(why, TRANSPORT_WHY, "%s: %s", doing, natsStatus_GetText(status));
}

/* Behind what is there; where it ends. */
static size_t
put_name(char *to, size_t size, const char *name)
{
    size_t n = strlen(to);

    for (; *name && n + 4 < size; name++)
        n += (size_t)snprintf(to + n, size - n, *name == '.' ? "%%2E" : "%c", *name);
    return n;
}

void
nats_subject(char *to, const char *sensor, const char *type)
{
    size_t n;

    snprintf(to, NATS_SUBJECT_MOST, NATS_SUBJECT);
    n = put_name(to, NATS_SUBJECT_MOST, sensor);
    snprintf(to + n, NATS_SUBJECT_MOST - n, ".%s", type);
}

void
nats_about(char *to, const char *subject, const char *what, const struct file_id *id)
{
    char file[FILE_ID_TEXT];

    file_id_text(id, file);
    snprintf(to, NATS_ABOUT_MOST, "%s.%s.%s", subject, what, file);
}

/* The sensor's name up to its dot; NULL: it is none. */
static const char *
read_sensor(const char *at, char sensor[SENSOR_MOST + 1])
{
    size_t n = 0;

    for (; *at && *at != '.' && n < SENSOR_MOST; at++) {
        bool dot = strncmp(at, "%2E", 3) == 0;

        sensor[n++] = dot ? '.' : *at;
        at += dot ? 2 : 0;
    }
    sensor[n] = '\0';
    return n && *at == '.' ? at + 1 : NULL;
}

enum nats_about
nats_subject_read(const char *subject, char sensor[SENSOR_MOST + 1], char type[SENSOR_MOST + 1],
                  struct file_id *file)
{
    size_t begin = sizeof NATS_SUBJECT - 1, n;
    const char *at;
    bool ends;

    if (strncmp(subject, NATS_SUBJECT, begin) != 0 || !(at = read_sensor(subject + begin, sensor)))
        return NATS_STRANGE;
    n = strcspn(at, ".");
    if (n == 0 || n > SENSOR_MOST)
        return NATS_STRANGE;
    memcpy(type, at, n);
    type[n] = '\0';
    at += n;
    if (!*at)
        return NATS_BLOCK;
    ends = strncmp(at, ABOUT_END, sizeof ABOUT_END - 1) == 0;
    if (!ends && strncmp(at, ABOUT_HEADER, sizeof ABOUT_HEADER - 1) != 0)
        return NATS_STRANGE;
    at += ends ? sizeof ABOUT_END - 1 : sizeof ABOUT_HEADER - 1;
    if (!file_id_read(file, at) || at[FILE_ID_TEXT - 1])
        return NATS_STRANGE;
    return ends ? NATS_FILE_END : NATS_FILE_HEADER;
}

/* "host:4222,other" becomes addresses that the library takes; how many. */
static int
split(char *addresses, const char **servers)
{
    char *rest;
    int n = 0;

    for (char *at = strtok_r(addresses, ",", &rest); at && n < SERVERS_MOST;
         at = strtok_r(NULL, ",", &rest))
        servers[n++] = at;
    return n;
}

static natsStatus
set_servers(struct nats_link *link)
{
    const char *servers[SERVERS_MOST];

    link->servers = strdup(link->broker.address);
    return link->servers
               ? natsOptions_SetServers(link->options, servers, split(link->servers, servers))
               : NATS_NO_MEMORY;
}

static natsStatus
set_security(struct nats_link *link)
{
    natsStatus s;

    if (!link->broker.ca)
        return NATS_OK;
    s = natsOptions_SetSecure(link->options, true);
    if (s == NATS_OK)
        s = natsOptions_SetCATrustedCertificates(link->options, link->broker.ca);
    if (s == NATS_OK && link->broker.cert)
        s = natsOptions_SetCertificatesChain(link->options, link->broker.cert, link->broker.key);
    return s;
}

/* What is answered to one is no other's to read, where the server's rights say so: "a" may not read
 * what is below "a.b" either.  A name that no subject can have has none of its own. */
static void
name_inbox(struct nats_link *link)
{
    const char *own = link->broker.own_name;

    snprintf(link->inbox, sizeof link->inbox, INBOX);
    if (!*own || own[strcspn(own, " \t\r\n\v\f*>")])
        return;
    snprintf(link->inbox, sizeof link->inbox, INBOX ".");
    put_name(link->inbox, sizeof link->inbox, own);
}

static natsStatus
set_inbox(struct nats_link *link)
{
    return strcmp(link->inbox, INBOX) == 0
               ? NATS_OK
               : natsOptions_SetCustomInboxPrefix(link->options, link->inbox);
}

/* A connection that broke is made anew by who uses it, who also knows what was not acknowledged. */
static natsStatus
set_options(struct nats_link *link)
{
    natsStatus s = natsOptions_Create(&link->options);

    if (s == NATS_OK)
        s = set_servers(link);
    if (s == NATS_OK)
        s = set_security(link);
    if (s == NATS_OK)
        s = set_inbox(link);
    if (s == NATS_OK)
        s = natsOptions_SetTimeout(link->options, NATS_CONNECT_MS);
    if (s == NATS_OK)
        s = natsOptions_SetAllowReconnect(link->options, false);
    if (s == NATS_OK)
        s = natsOptions_SetPingInterval(link->options, PING_MS);
    return s;
}

bool
nats_link_open(struct nats_link *link, const struct transport_setup *setup, char *why)
{
    *link = (struct nats_link){ .options = NULL };
    if (!broker_setup_open(&link->broker, setup, why))
        return false;
    name_inbox(link);
    return true;
}

void
nats_link_drop(struct nats_link *link)
{
    jsCtx_Destroy(link->js);
    natsConnection_Destroy(link->connection);
    link->js = NULL;
    link->connection = NULL;
}

bool
nats_link_has_ended(const struct nats_link *link)
{
    return link->connection && natsConnection_IsClosed(link->connection);
}

/* The library itself stays: what it frees in OpenSSL at its end (3.4), OpenSSL frees again. */
void
nats_link_close(struct nats_link *link)
{
    nats_link_drop(link);
    natsOptions_Destroy(link->options);
    free(link->servers);
    broker_setup_close(&link->broker);
}

/* Whether it can be used as its owner made it: each header of a file is needed for as long as there
 * are blocks of it, whoever has read it before. */
static bool
can_serve(const jsStreamConfig *is, char *why)
{
    bool drops = is->Discard == js_DiscardOld &&
                 (is->MaxBytes > 0 || is->MaxMsgs > 0 || is->MaxMsgsPerSubject > 0);

    if (is->Retention != js_LimitsPolicy) {
        snprintf(why, TRANSPORT_WHY,
                 "stream " NATS_STREAM " removes what was read: expected its "
                 "retention to be 'limits'");
        return false;
    }
    if (drops || is->MaxAge > 0)
        snprintf(why, TRANSPORT_WHY, "stream " NATS_STREAM " removes what nobody may have read: %s",
                 drops ? "with a discard of 'new' it would not" : "it has a max_age");
    return true;
}

static natsStatus
add_stream(struct nats_link *link, jsErrCode *code)
{
    const char *subjects[] = { NATS_SUBJECTS };
    jsStreamConfig wanted;
    natsStatus s;

    jsStreamConfig_Init(&wanted);
    wanted.Name = NATS_STREAM;
    wanted.Subjects = subjects;
    wanted.SubjectsLen = 1;
    wanted.Storage = js_FileStorage;
    wanted.Discard = js_DiscardNew; /* a full one refuses, and files wait */
    wanted.Duplicates = INT64_C(60000000000) * DUPLICATES_MINUTES;
    *code = 0;
    s = js_AddStream(NULL, link->js, &wanted, NULL, code);
    return *code == JSStreamNameExistErr ? NATS_OK : s; /* another sensor was as quick */
}

static bool
have_stream(struct nats_link *link, char *why)
{
    jsStreamInfo *info = NULL;
    jsErrCode code = 0;
    natsStatus s = js_GetStreamInfo(&info, link->js, NATS_STREAM, NULL, &code);
    bool can = s != NATS_OK || can_serve(info->Config, why);

    jsStreamInfo_Destroy(info);
    if (s == NATS_NOT_FOUND)
        s = add_stream(link, &code);
    if (s != NATS_OK)
        nats_link_why(why, "stream " NATS_STREAM, s, code);
    return s == NATS_OK && can;
}

/* The library's own words, of which those of OpenSSL are a part. */
static void
say_unconnected(const struct nats_link *link, char *why, natsStatus s)
{
    const char *said = nats_GetLastError(NULL), *what = NULL;
    bool secure = link->broker.ca != NULL;

    if (s == NATS_SSL_ERROR && !secure)
        what = "the server wants TLS: expected --ca, --cert and --key instead of --plain-text";
    else if (s == NATS_SSL_ERROR && said && strstr(said, "mismatch"))
        what = "the server's certificate is not for the host in the URL: expected a URL with a "
               "host that it is for, or a certificate for that one";
    else if (s == NATS_SSL_ERROR && said && strstr(said, "issuer"))
        what = "the server's certificate is signed by none in --ca: expected the ca.crt of who "
               "made it";
    else if (s == NATS_SECURE_CONNECTION_WANTED)
        what = "the server has no TLS: expected tls { ... } in its configuration; or --plain-text, "
               "where that is meant";
    else if ((s == NATS_PROTOCOL_ERROR || s == NATS_IO_ERROR || s == NATS_CONNECTION_CLOSED) &&
             secure)
        what = "the server hung up: expected --cert and --key, with a certificate that is signed "
               "by one in its ca_file, and a NATS server at this port";
    else if (s == NATS_PROTOCOL_ERROR || s == NATS_TIMEOUT)
        what = "what is there does not answer as a NATS server: expected the port of one, which is "
               "4222 where nothing is said";
    if (!what && s == NATS_SSL_ERROR)
        what = said;
    if (what)
        snprintf(why, TRANSPORT_WHY, "cannot connect: %.400s", what);
    else
        nats_link_why(why, "cannot connect", s, 0);
}

bool
nats_link_connect(struct nats_link *link, const jsOptions *options, char *why)
{
    jsOptions own = *options;
    natsStatus s = link->options ? NATS_OK : set_options(link);

    if (s != NATS_OK) {
        const char *said = nats_GetLastError(NULL);

        snprintf(why, TRANSPORT_WHY, "%s", said && *said ? said : natsStatus_GetText(s));
        return false;
    }
    s = natsConnection_Connect(&link->connection, link->options);
    if (s == NATS_OK)
        s = natsConnection_JetStream(&link->js, link->connection, &own);
    if (s != NATS_OK)
        say_unconnected(link, why, s);
    return s == NATS_OK && have_stream(link, why);
}
