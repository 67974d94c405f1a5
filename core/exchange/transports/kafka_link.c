/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/transports/kafka_link.h"

#include "exchange/transports/tls_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SERVERS_MOST = 16, FIRST_MS = 1 };

/* "host:9092,other:9092": the library would take more, as a protocol before it. */
static bool
is_address(const char *text)
{
    char *list = strdup(text), *rest = NULL, ignored[TRANSPORT_WHY];
    struct tls_address one;
    int n = 0;
    bool is = list && *text != ',' && text[strlen(text) - 1] != ',' && !strstr(text, ",,");

    for (char *at = list ? strtok_r(list, ",", &rest) : NULL; at && is;
         at = strtok_r(NULL, ",", &rest))
        is = ++n <= SERVERS_MOST && tls_address(&one, at, ignored) && !strpbrk(one.host, "/ \t@");
    free(list);
    return is;
}

bool
kafka_setup_open(struct broker_setup *broker, const struct transport_setup *setup, char *why)
{
    if (is_address(setup->address))
        return broker_setup_open(broker, setup, why);
    *broker = (struct broker_setup){ .address = NULL };
    snprintf(why, TRANSPORT_WHY, "expected kafka://HOST:PORT[,HOST:PORT...]");
    return false;
}

/* --- what the library says --- */

/* Its reasons stand between where it happened and for how long, which differ each time. */
void
kafka_link_take_error(struct kafka_link *link, int error, const char *reason)
{
    const char *from = strstr(reason, ": "), *to;
    char text[TRANSPORT_WHY];

    if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
        link->is_down = true;
        return;
    }
    if (error == RD_KAFKA_RESP_ERR__FATAL) {
        rd_kafka_fatal_error(link->client, text, sizeof text);
        link->is_over = true;
        reason = text;
        from = NULL;
    }
    reason = from ? from + 2 : reason;
    to = strstr(reason, " (after ");
    snprintf(link->reason, sizeof link->reason, "%.*s",
             to ? (int)(to - reason) : (int)strlen(reason), reason);
}

/* What stands in the library's reasons, and what that comes from. */
static const char *
words_for(const struct kafka_link *link)
{
    bool secure = link->broker->ca != NULL;

    if (!*link->reason)
        return "no broker answers there";
    if (strstr(link->reason, "certificate verify failed"))
        return "the broker's certificate is signed by none in --ca, or not for the host in the "
               "URL: expected the ca.crt of who made it, and a host that it is for";
    if (strstr(link->reason, "wrong version number"))
        return "what answers there speaks no TLS: expected the broker's port for SSL";
    if (strstr(link->reason, "requesting ApiVersion"))
        return secure ? "what is there hung up: expected the broker's port for SSL, and in --cert "
                        "a certificate that it knows"
                      : "what is there hung up: expected the broker's port for plain text; --ca, "
                        "--cert and --key are for that of TLS";
    if (strstr(link->reason, "alert") && strstr(link->reason, "SSL"))
        return "the broker does not take the certificate in --cert: expected one that is signed by "
               "who it knows";
    return link->reason;
}

void
kafka_link_why(const struct kafka_link *link, char *why, const char *what)
{
    snprintf(why, TRANSPORT_WHY, "%s: %.300s", what, words_for(link));
}

/* Its lines are for who develops with it; what is wrong comes as an error. */
static void
say_nothing(const rd_kafka_t *client, int level, const char *where, const char *line)
{
    (void)client;
    (void)level;
    (void)where;
    (void)line;
}

/* --- the client --- */

static bool
set(rd_kafka_conf_t *conf, const struct kafka_setting *list, char *why)
{
    for (; list->name; list++)
        if (list->value && rd_kafka_conf_set(conf, list->name, list->value, why, TRANSPORT_WHY) !=
                               RD_KAFKA_CONF_OK)
            return false;
    return true;
}

rd_kafka_conf_t *
kafka_link_settings(struct kafka_link *link, const struct kafka_setting *more, void *owner,
                    char *why)
{
    const struct broker_setup *broker = link->broker;
    const struct kafka_setting all[] = {
        { "bootstrap.servers", broker->address },
        { "client.id", "netcap" },
        { "socket.keepalive.enable", "true" },
        { "reconnect.backoff.max.ms", "2000" },
        { "security.protocol", broker->ca ? "ssl" : "plaintext" },
        { "ssl.ca.pem", broker->ca },
        { "ssl.certificate.pem", broker->cert },
        { "ssl.key.pem", broker->key },
        { "ssl.endpoint.identification.algorithm", broker->ca ? "https" : NULL },
        { NULL, NULL },
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    rd_kafka_conf_set_log_cb(conf, say_nothing);
    rd_kafka_conf_set_opaque(conf, owner);
    if (set(conf, all, why) && set(conf, more, why))
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

bool
kafka_link_begin(struct kafka_link *link, rd_kafka_type_t type, rd_kafka_conf_t *conf, char *why)
{
    link->is_down = link->is_over = false;
    *link->reason = '\0';
    link->until = broker_now() + KAFKA_CONNECT_SECONDS;
    link->client = rd_kafka_new(type, conf, why, TRANSPORT_WHY);
    if (!link->client)
        rd_kafka_conf_destroy(conf);
    return link->client != NULL;
}

void
kafka_link_connect(struct kafka_link *link, int wait_ms)
{
    const struct rd_kafka_metadata *about = NULL;
    rd_kafka_resp_err_t error =
        rd_kafka_metadata(link->client, 0, NULL, &about, wait_ms > 0 ? wait_ms : FIRST_MS);

    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
        rd_kafka_metadata_destroy(about);
        link->is_down = false;
        link->state = KAFKA_READY;
    } else if (link->is_down || link->is_over || broker_now() >= link->until) {
        kafka_link_why(link, link->why, "cannot connect");
        link->state = KAFKA_BROKEN;
    }
}

void
kafka_link_drop(struct kafka_link *link)
{
    if (link->client)
        rd_kafka_destroy_flags(link->client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    link->client = NULL;
}

/* --- how far it is --- */

void
kafka_link_start(struct kafka_link *link)
{
    *link->why = '\0';
    link->state = KAFKA_STARTS;
}

void
kafka_link_break_off(struct kafka_link *link, const char *doing, const char *why)
{
    if (link->state != KAFKA_BROKEN)
        snprintf(link->why, sizeof link->why, "%.100s: %.300s", doing, why);
    link->state = KAFKA_BROKEN;
}

enum outlet_state
kafka_link_state(const struct kafka_link *link, char *why)
{
    if (link->state == KAFKA_BROKEN)
        memcpy(why, link->why, sizeof link->why);
    return link->state == KAFKA_BROKEN  ? OUTLET_BROKEN
           : link->state == KAFKA_READY ? OUTLET_READY
                                        : OUTLET_WAITS;
}
