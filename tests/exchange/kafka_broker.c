/* SPDX-License-Identifier: Apache-2.0 */
/* A Kafka cluster for tests: librdkafka's own, which lives in its client's process.  It says where
 * it can be reached, then does what it is told on standard input, a line each:
 *
 *     down | up                     nobody can connect; everybody can again
 *     errors API CODE...            requests of this kind are answered with these, one each
 *     topic NAME PARTITIONS         there is one, before somebody puts to it
 *     hide NAME CODE                who asks for a topic gets this error; 0: none any more
 *     publish TOPIC KEY VALUE NAME=VALUE...
 *     read                          for each message that there is, a line
 *                                   "TOPIC PARTITION OFFSET KEY VALUE NAME=VALUE..."
 *
 * and answers "." behind it.  KEY and VALUE are hexadecimal digits behind an x.  It ends when its
 * input does.  TLS it has none, so that no test here goes through that. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BROKER = 1, WAIT_MS = 10000, WORDS_MOST = 32 };

static void
die(const char *what)
{
    fprintf(stderr, "kafka_broker: %s\n", what);
    exit(1);
}

static rd_kafka_t *
client(rd_kafka_type_t type, const char *servers)
{
    const char *settings[][2] = {
        { "bootstrap.servers", servers },     { "group.id", "reader" },
        { "enable.auto.commit", "false" },    { "auto.offset.reset", "earliest" },
        { "enable.partition.eof", "true" },   { "log_level", "0" },
        { "message.max.bytes", "4194304" },
    };
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char why[256];
    rd_kafka_t *made;

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (settings[i][1] && rd_kafka_conf_set(conf, settings[i][0], settings[i][1], why,
                                                sizeof why) != RD_KAFKA_CONF_OK)
            die(why);
    made = rd_kafka_new(type, conf, why, sizeof why);
    if (!made)
        die(why);
    return made;
}

static void
print_bytes(const void *bytes, size_t size)
{
    putchar('x');
    for (size_t i = 0; i < size; i++)
        printf("%02x", ((const unsigned char *)bytes)[i]);
}

static void
print(const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers = NULL;
    const char *name;
    const void *value;
    size_t size;

    printf("%s %d %lld ", rd_kafka_topic_name(message->rkt), (int)message->partition,
           (long long)message->offset);
    print_bytes(message->key, message->key_len);
    putchar(' ');
    print_bytes(message->payload, message->len);
    rd_kafka_message_headers(message, &headers);
    for (size_t i = 0; headers && !rd_kafka_header_get_all(headers, i, &name, &value, &size); i++) {
        printf(" %s=", name);
        print_bytes(value, size);
    }
    putchar('\n');
}

static rd_kafka_topic_partition_list_t *
all_partitions(rd_kafka_t *reader)
{
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(16);
    const struct rd_kafka_metadata *about;

    if (rd_kafka_metadata(reader, 1, NULL, &about, WAIT_MS))
        die("nobody says which topics there are");
    for (int i = 0; i < about->topic_cnt; i++)
        for (int j = 0; j < about->topics[i].partition_cnt; j++)
            rd_kafka_topic_partition_list_add(all, about->topics[i].topic, j)->offset =
                RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_metadata_destroy(about);
    return all;
}

static void
read_all(const char *servers)
{
    rd_kafka_t *reader = client(RD_KAFKA_CONSUMER, servers);
    rd_kafka_topic_partition_list_t *all = all_partitions(reader);
    int left = all->cnt;

    rd_kafka_poll_set_consumer(reader);
    rd_kafka_assign(reader, all);
    while (left > 0) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(reader, WAIT_MS);

        if (!message)
            die("a partition has no end");
        left -= message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
        if (!message->err)
            print(message);
        rd_kafka_message_destroy(message);
    }
    rd_kafka_topic_partition_list_destroy(all);
    rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
}

/* In place; how many bytes. */
static size_t
bytes_of(char *text)
{
    size_t n = 0;
    unsigned byte;

    if (*text != 'x')
        die("expected bytes");
    for (const char *at = text + 1; sscanf(at, "%2x", &byte) == 1; at += 2)
        text[n++] = (char)byte;
    return n;
}

static void
publish(rd_kafka_t *writer, char **words, int n)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(8);
    size_t key = bytes_of(words[2]), value = bytes_of(words[3]);

    for (int i = 4; i < n; i++) {
        char *at = strchr(words[i], '=');

        *at++ = '\0';
        rd_kafka_header_add(headers, words[i], -1, at, (ssize_t)bytes_of(at));
    }
    if (rd_kafka_producev(writer, RD_KAFKA_V_TOPIC(words[1]), RD_KAFKA_V_KEY(words[2], key),
                          RD_KAFKA_V_VALUE(words[3], value), RD_KAFKA_V_HEADERS(headers),
                          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END) ||
        rd_kafka_flush(writer, WAIT_MS))
        die("a message cannot be put");
}

static void
push_errors(rd_kafka_mock_cluster_t *cluster, char **words, int n)
{
    rd_kafka_resp_err_t errors[WORDS_MOST];

    for (int i = 2; i < n; i++)
        errors[i - 2] = (rd_kafka_resp_err_t)atoi(words[i]);
    rd_kafka_mock_push_request_errors_array(cluster, (int16_t)atoi(words[1]), (size_t)n - 2,
                                            errors);
}

static void
make_topic(rd_kafka_mock_cluster_t *cluster, const char *name, int partitions)
{
    if (rd_kafka_mock_topic_create(cluster, name, partitions, 1))
        die("a topic cannot be made");
}

static void
obey(rd_kafka_mock_cluster_t *cluster, rd_kafka_t *writer, char **words, int n)
{
    if (strcmp(words[0], "down") == 0)
        rd_kafka_mock_broker_set_down(cluster, BROKER);
    else if (strcmp(words[0], "up") == 0)
        rd_kafka_mock_broker_set_up(cluster, BROKER);
    else if (strcmp(words[0], "errors") == 0 && n > 2)
        push_errors(cluster, words, n);
    else if (strcmp(words[0], "topic") == 0 && n == 3)
        make_topic(cluster, words[1], atoi(words[2]));
    else if (strcmp(words[0], "hide") == 0 && n == 3)
        rd_kafka_mock_topic_set_error(cluster, words[1], (rd_kafka_resp_err_t)atoi(words[2]));
    else if (strcmp(words[0], "publish") == 0 && n > 3)
        publish(writer, words, n);
    else if (strcmp(words[0], "read") == 0)
        read_all(rd_kafka_mock_cluster_bootstraps(cluster));
    else
        die("expected a command");
    puts(".");
    fflush(stdout);
}

int
main(void)
{
    rd_kafka_t *host = client(RD_KAFKA_PRODUCER, NULL);
    rd_kafka_mock_cluster_t *cluster = rd_kafka_mock_cluster_new(host, BROKER);
    rd_kafka_t *writer;
    char *line = NULL, *words[WORDS_MOST];
    size_t space = 0;

    if (!cluster)
        die("there is no cluster");
    puts(rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    writer = client(RD_KAFKA_PRODUCER, rd_kafka_mock_cluster_bootstraps(cluster));
    while (getline(&line, &space, stdin) > 0) {
        char *rest = NULL;
        int n = 0;

        for (char *at = strtok_r(line, " \n", &rest); at && n < WORDS_MOST;
             at = strtok_r(NULL, " \n", &rest))
            words[n++] = at;
        if (n > 0)
            obey(cluster, writer, words, n);
    }
    free(line);
    rd_kafka_destroy(writer);
    rd_kafka_mock_cluster_destroy(cluster);
    rd_kafka_destroy(host);
    return 0;
}
