/* SPDX-License-Identifier: Apache-2.0 */
/* What the manual says of labels. */
#ifndef LABEL_MANUAL_H
#define LABEL_MANUAL_H

/* clang-format off */
#define LABEL_MANUAL_ROWS                                                                         \
    { "LABELS", "label",                                                                          \
      "Reads label files, then all records, and then writes these with a text more, Label: of "   \
      "eve.json the signature of the alert, of fast.log its text, of notice.log the note. "       \
      "Records of a type that says nothing of both addresses (SrcIP and DstIP, also in Context) " \
      "and a time are left out, and said, and so are those that say nothing of protocol and "     \
      "ports, nor have a Community ID, where a label asks about them: netcapd "                   \
      "--packet-numbers=on gives them one. Of single records that say too little the column is "  \
      "empty, also with --unlabelled, and they are counted. Each file of records is read twice, " \
      "and taken once. Label files may be compressed; their format is known "                     \
      "by their first line. About 200 bytes of memory a label, at most 10000000; records take "   \
      "none." },                                                                                  \
    { NULL, "by both ends",                                                                       \
      "An alert that says protocol, addresses and ports is joined by the Community ID of these "  \
      "(version 1, seed 0), so in both directions, with every record that has one or whose "      \
      "protocol, addresses and ports make one; of control messages type and code stand in place " \
      "of ports. Alerts know no VLANs and no tunnels: equal ends in two of them are one. An ID "  \
      "in a label file counts where the ends are not said; one that is made with a seed is "      \
      "told." },                                                                                  \
    { NULL, "by addresses",                                                                       \
      "What says less is joined by what there is: two addresses, or one, in either direction, "   \
      "and ports and protocol where it has them; a notice without any address is counted. "       \
      "Addresses are compared as such, however they are written; one of version 4 in one of "     \
      "version 6 is of version 6." },                                                             \
    { NULL, "by time",                                                                            \
      "Of a record it is from the first of its times to the last, or as long as its Duration. "   \
      "An alert is a moment, or, where it says when its flow began, the time since then; it is "  \
      "about records whose time meets that, with a second more at both ends for clocks "          \
      "(--tolerance), and may come 5 seconds behind the last packet where nothing says when the " \
      "flow began (--late). Of equal ports used anew the connection that was there has it, and "  \
      "another one only if it is no farther from it in time than these." },                       \
    { NULL, "of several labels",                                                                  \
      "That of the label file which was named first wins: severities of two tools are no "        \
      "measure of each other. Within a file it is the one of the worst severity or priority (1 "  \
      "is the worst); then the one that is joined by more; then the one that begins earlier; "    \
      "then the earlier line. How many records could have had labels of another text is said; "   \
      "with --strict nothing is written then, and the status is 2." },                            \
    { NULL, "what does not match",                                                                \
      "Labels that are about no record are counted, and the first ones said by their lines. "     \
      "Where none is about any, or more than twice as many of a file would be if their times "    \
      "were shifted by hours or half hours, up to 14 hours, nothing is written, it is said, and " \
      "the status is 2, unless at least half of those of the records' time match as they stand; " \
      "--as-they-stand takes them nevertheless, also where none is about any, as of a day "       \
      "without attacks. Broken lines are said, the others count, and " \
      "the status is 3. Times without a zone are never guessed at: see --zone and --year." },     \
    { NULL, "the column",                                                                         \
      "A field of the schema like others, text that is optional: number 50000, or the next one "  \
      "that is free, far above those that records have or will get, in the range that protobuf "  \
      "leaves to users. Labels are at most 1024 bytes; what is no UTF-8 in them is U+FFFD." },    \
    { NULL, "label.json",                                                                         \
      "Beside the files: options, label files and records with their SHA-256, which are those "   \
      "of the run's run.json, counts of all that is said, and the files made with theirs." },     \
    { "ATTACK SCHEDULES", NULL,                                                                   \
      "A file of CSV; its first row names the columns, in any order. Lines that begin with # "    \
      "are comments. Of what stands between quotes two quotes are one." },                        \
    { NULL, "# zone: +03:00",                                                                     \
      "Before the first row: what times without a zone are meant as. Without it, and without "    \
      "--zone, such times are refused." },                                                        \
    { NULL, "begin, end",                                                                         \
      "RFC 3339, with or without a zone, to the minute or finer; a date; seconds since 1970. The " \
      "end is the first moment behind the attack. Records of which any moment lies within are "   \
      "labelled: a connection that was opened before holds packets of the attack too. No "        \
      "tolerance is added." },                                                                    \
    { NULL, "attackers, victims",                                                                 \
      "Addresses and networks with blanks or semicolons between, as '192.0.2.1 10.0.0.0/8', at "  \
      "most 4096; nothing, or any: anybody. Records are labelled in both directions." },          \
    { NULL, "protocol", "By its name or number; nothing, or any: any." },                         \
    { NULL, "ports",                                                                              \
      "Of the victims, as '80 443 8000-8100'; nothing, or any: any, also of records that have "   \
      "none." },                                                                                  \
    { NULL, "label", "What the records are labelled." }
/* clang-format on */

#endif
