/* SPDX-License-Identifier: Apache-2.0 */
/* What the manual says of netcap report. */
#ifndef REPORT_MANUAL_H
#define REPORT_MANUAL_H

/* clang-format off */
#define REPORT_MANUAL_ROWS                                                                        \
    { "REPORT", NULL,                                                                             \
      "The page of 'netcap report' holds all that it shows: a browser opens it from disk, "       \
      "loads nothing and sends nothing, and no text of a packet can become more than text "       \
      "there. Tables sort by a click on a heading and filter by what is typed; the pointer "      \
      "on a figure tells its numbers, and each figure can be saved as SVG, as for a paper. "      \
      "It is smaller than 3 MB however large the run." },                                         \
    { NULL, "what it shows",                                                                      \
      "Packets over time; protocols, each in what carries it; hosts, and who speaks with "        \
      "whom; how long conversations last and what they carry; ports; highlights of what "         \
      "applications say; how clean the capture is and what could not be read, as run.json "       \
      "tells; and of records that it has no section for, as those of plugins from "               \
      "elsewhere, fields that mean a code, a name or a URL. Runs that write sets of files "       \
      "have a report of each set: these the page does not add up, and says so. Of the files of "  \
      "one set, in a folder of their own, it shows what the report of that set says. A run that " \
      "found no records has a page of what run.json says." },                                     \
    { NULL, "what it counts",                                                                     \
      "Numbers are those of 'netcap stats'; below a table of some records only stands which, as " \
      "--where has it. A table is exact up to 16384 different values; "                           \
      "beyond, it has the largest, and says how much a row may lack. Time has at most 720 "       \
      "bins." },                                                                                  \
    { NULL, "--json",                                                                             \
      "The same figures for programs; members may be added. Times are seconds since 1970. "       \
      "\"addresses\" is \"pseudonyms\" where run.json says that the run was anonymized, else "    \
      "null. Of the same records it is the same but for \"made\", the time, which "               \
      "SOURCE_DATE_EPOCH sets." }
/* clang-format on */

#endif
