/* SPDX-License-Identifier: Apache-2.0 */
/* What the manual says of sending and collecting. */
#ifndef EXCHANGE_MANUAL_H
#define EXCHANGE_MANUAL_H

/* clang-format off */
#define EXCHANGE_MANUAL_ROWS                                                                      \
    { "EXCHANGE", "send",                                                                         \
      "Reads a folder as netcapd writes it, without any lock, and sends each block once "         \
      "it is whole: a slow or dead destination stops nothing but this. A file is known by"        \
      " its header, which names run and set, never by its name: renaming changes nothing."        \
      " It follows the folder until INT or TERM; by itself it ends when no netcapd has a "        \
      "folder without sets any more and all is acknowledged, and with --once when all "           \
      "that is there is. TERM once sends what is left for 10 seconds, twice ends at once."        \
      " A destination that cannot be reached is tried again for ever, at least each 30 "          \
      "seconds; it is said once, and when it is back. With --once, or --give-up=TIME, it is "     \
      "given up when it has acknowledged nothing for 2 minutes, or TIME, of what it is to get." },\
    { NULL, "exit status of send",                                                                \
      "0: all is acknowledged, or it followed the folder until it was told to end; 1: with "      \
      "--once not all is acknowledged, a destination was given up, or a position cannot be "      \
      "written; 2: what it is told can never work, which --check finds without sending; 3: all "  \
      "that could be was sent, and so it is said with how much was left out, as something was "   \
      "damaged, too long, or removed before it was acknowledged. Of several destinations the "    \
      "worst counts, 1 before 3." },                                                              \
    { NULL, "several destinations",                                                               \
      "At most 16. Each has a process of its own, which reads all there is, and none waits for "  \
      "another; for more of them a broker hands on. What is still to be "                         \
      "sent is on disk, and only netcapd --keep and --delete bound that; files that go "          \
      "before they were acknowledged are counted and said." },                                    \
    { NULL, ".send-HASH",                                                                         \
      "Beside the files: how far each was acknowledged, as a sensor's, by a destination: HASH "   \
      "is the first 16 digits of the SHA-256 of \"SENSOR URL\". Lines of text; a kill costs at "  \
      "most that the last blocks are sent, and recognised, once more. Without it all is sent "    \
      "again. netcapd --keep and send --delete ask it: a file is acknowledged when it is in "     \
      "every .send-HASH of the folder. One that cannot be read, or is something else, counts as " \
      "a destination that has acknowledged nothing, which is said: remove what is of no use any " \
      "more." },                                                                                  \
    { NULL, "send --forget",                                                                      \
      "A destination that nothing is sent to any more still counts: --delete waits for it, "      \
      "--keep says what it has not acknowledged, and netcap status shows it. --forget URL "       \
      "removes what the folder notes of it, of --sensor or of all, unless a process sends "       \
      "there; a URL that is none of the folder's is told which are. Sent there once more, all "   \
      "that is there is sent again." },                                                           \
    { NULL, ".sending-HASH",                                                                      \
      "Beside it, for netcap status and /metrics, once a second: whether the destination is "     \
      "connected, when it acknowledged something last, blocks on their way, and bytes of files "  \
      "that it has not acknowledged." },                                                          \
    { NULL, "what is less than it was",                                                           \
      "A collector that has less of a file than it acknowledged, as it was removed or "           \
      "damaged there, gets the rest once more from where that ends; what is not here any "        \
      "more is counted, and the status is 3. Of files that are acknowledged whole nobody "        \
      "asks again. A position that the file is too short for is as none." },                      \
    { NULL, "--to -",                                                                             \
      "Writes to standard output and keeps no position. With one --include it is a file "         \
      "of records, not compressed, that netcap dump - reads; else runs of records of all "        \
      "types, each in a Batch (netcap.proto) behind its length as a varint: MessageType "         \
      "is the type of the records in Data, each behind its length, and NC_Header before "         \
      "the header of a file." },                                                                  \
    { NULL, "collect",                                                                            \
      "Writes DIR/SENSOR/TYPE-TIME.ncap.gz, where TIME is when the sensor opened the set:"        \
      " sets are as the sensor's. A file that the sensor has not closed yet is called "           \
      ".part. --rotate-size, --rotate-time, --rotate-records and HUP begin another set "          \
      "here, with all types at once; --keep removes the oldest sets of each sensor." },           \
    { NULL, "at least once",                                                                      \
      "collect acknowledges when blocks are synchronised to disk. Each block is one gzip "        \
      "member with its id in a field of its head (FEXTRA; RFC 1952, 2.3.1.1): the file's "        \
      "id, 16 bytes of the SHA-256 of its header; the offset and the size of its records, "       \
      "unpacked; and 8 bytes of their SHA-256. A restarted collect reads them back, cuts off "    \
      "what a kill left, which is said, and takes no block twice. Where whole blocks stand "      \
      "behind damage, these are put aside with the header as NAME.damaged, of which netcap "      \
      "check --repair makes a file." },                                                           \
    { NULL, "what was collected",                                                                 \
      "Can be sent on as any folder: netcap send DIR/SENSOR. Files of one header that a turn "    \
      "divided are one again, in order. With --keep collect leaves a file without records "       \
      "where a sensor still writes one of which all else may go: it says how far that is. The "   \
      "run.json of a run stays with the sensor: netcap verify compares each block with the "      \
      "SHA-256 in its id, and tells by their offsets where blocks of a file are missing between " \
      "others. More than 256 KiB can also be a record that was too long to be sent, which send "  \
      "has said. What is missing before the first and behind the last block of a file is not "    \
      "told: that may be in another set, gone by --keep, or not be there yet." },                 \
    { NULL, "from outside",                                                                       \
      "collect believes nothing: lengths are bounded before there is memory for them (a "         \
      "block: 2 MiB unpacked, a header: 1 MiB), blocks are unpacked and compared with "           \
      "their id before they are written, who has not said who it is within 10 seconds or "        \
      "is slower than 16 KiB in a second for half a minute is left, and the ones that "           \
      "have not said so yet go first when there are more than --connections." },                  \
    { NULL, "tls://HOST:PORT",                                                                    \
      "TLS 1.3; both ends show a certificate, known by --ca or --pin or both. The "               \
      "sensor's name is the common name (CN) of its certificate, and records go nowhere "         \
      "but under that. HOST must be in the collector's certificate (subjectAltName), "            \
      "unless only --pin is given. There is no transport without encryption between "             \
      "machines, unless --plain-text says so." },                                                 \
    { NULL, "unix:PATH",                                                                          \
      "A socket of this machine, for which its file's rights count: those of its group "          \
      "may send, under any name." },                                                              \
    { NULL, "nats://HOST:PORT[,HOST:PORT...]",                                                    \
      "NATS JetStream, through whichever server answers, encrypted by --ca, --cert and --key, "   \
      "or --plain-text. Records go to the stream NETCAP, which is made with files and without "   \
      "limits where there is none: subject netcap.v1.SENSOR.TYPE, a dot of the name written "     \
      "%2E. A message is at most 256 KiB of records of one type, each behind its length as a "    \
      "varint and nothing else, so that what reads delimited protobuf reads it (ClickHouse: "     \
      "format Protobuf); a longer record is a message of its own up to the server's "             \
      "max_payload, beyond which it is counted and named. Headers say Netcap-Count, the records " \
      "in it; Netcap-Schema, 16 bytes of the SHA-256 of their schema; and Nats-Msg-Id, "          \
      "SENSOR/ID with the block's id, by which the server drops what it has had within 10 "       \
      "minutes: who reads the stream without netcap collect gets records at least once. The "     \
      "header of a file, with its schema, is on netcap.v1.SENSOR.TYPE.header.FILE, and its end "  \
      "on netcap.v1.SENSOR.TYPE.end.FILE. What is acknowledged is what JetStream has stored; "    \
      "a stream that is full refuses, and files wait. Give each sensor the right to publish "     \
      "netcap.v1.SENSOR.> and $JS.API.STREAM.INFO.NETCAP alone, where the stream is there: "      \
      "nothing but the server keeps it to its name. What it is answered comes to _INBOX.NAME.>, " \
      "with the name in its certificate, a dot of it written %2E. netcap-recipes(7) has a "       \
      "configuration of a server." },                                                             \
    { NULL, "collect --from nats://...",                                                          \
      "Fetches the stream by the consumer netcap-collect or --consumer, one collector at a "      \
      "time: a second one says so and waits until the first has ended. Each consumer gets all: "  \
      "give a second folder one of its own. It acknowledges what is synchronised to disk. It "    \
      "is a client as a sensor is: netcap keys --sensor NAME makes its certificate. What "        \
      "comes behind something that is missing waits for it for two minutes, then the gap is "     \
      "said. Blocks whose file's header the stream has no more, and messages that are no "        \
      "blocks, are counted and said; all three make the status 3. What cannot be written, "       \
      "whatever the reason, stops the fetching of all sensors until it can: nothing of it is "    \
      "acknowledged. A stream of one's own must have the retention limits, as headers are "       \
      "read more than once; one with a max_age, or with limits and the discard old, is told, "    \
      "as it may remove what nobody has read." },                                                 \
    { NULL, "kafka://HOST:PORT[,HOST:PORT...]",                                                   \
      "Apache Kafka and what speaks its protocol, through whichever broker answers, encrypted by "\
      "--ca, --cert and --key, or --plain-text. Records of a type go to the topic "               \
      "netcap.v1.TYPE, where the sensor's name is the key: a message is at most 256 KiB of "      \
      "records, each behind its length as a varint and nothing else, so that what reads "         \
      "delimited protobuf reads the topic (ClickHouse: format Protobuf); a longer record is a "   \
      "message of its own up to the topic's max.message.bytes, beyond which it is counted and "   \
      "named. Headers say Netcap-Id, SENSOR/ID with the block's id; Netcap-Count, the records in "\
      "it; Netcap-Schema, 16 bytes of the SHA-256 of their schema; and Netcap-Header, the file's "\
      "header without it. Schemas are on the topic netcap.schemas, under their hash as key, put " \
      "by each connection and once more each day: give that topic the cleanup.policy compact, or "\
      "none of its messages an end while there are records of them. That a file was closed is a " \
      "message without a value on netcap.ends. Topics are made by brokers that make what is "     \
      "asked for (auto.create.topics.enable), else by hand. What is acknowledged is what all "    \
      "replicas in sync have (acks=all, idempotent): min.insync.replicas says how many those are "\
      "at least. Who reads without netcap collect gets records at least once. Who may write to a "\
      "topic may write there under any sensor's name." },                                         \
    { NULL, "collect --from kafka://...",                                                         \
      "Reads all topics netcap.v1.* and netcap.ends as a consumer of the group "                  \
      "netcap-collect or --consumer, one collector at a time, from their beginning where the "    \
      "group has no position, and commits what is synchronised to disk. Who does not get all "    \
      "partitions for 20 seconds says that another collector is there, and waits; each group "    \
      "gets all. It is a client as a sensor is: "                                                 \
      "netcap keys --sensor NAME makes its certificate. What comes behind something that "        \
      "is missing waits for it for two minutes and until all partitions were read to their "      \
      "ends, then the gap is said. Blocks whose schema is on netcap.schemas no more, which "      \
      "may have 256 partitions at most, and messages that are no blocks, are counted and "        \
      "said; all three make the status 3. What cannot be written, whatever the reason, "          \
      "stops the fetching of all sensors until it can. A topic whose retention is shorter "       \
      "than the collector is away loses records: what is missing between others is told, "        \
      "what is missing before and behind all is not." },                                          \
    { NULL, "keys",                                                                               \
      "Makes ca.crt and ca.key, and NAME.crt and NAME.key for each --collector and "              \
      "--sensor; what is there is used and never replaced. Keep ca.key off sensors and "          \
      "collectors: whoever has it can be any of them." }
/* clang-format on */

#endif
