/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "report/page_parts.h"

/* The file is looked for from where the compiler is run, and in its -I folders. */
#define PART(name, take)                                                                          \
    __asm__(".pushsection .rodata\n"                                                              \
            ".globl " #name "\n"                                                                  \
            ".hidden " #name "\n"                                                                 \
            ".type " #name ", %object\n"                                                          \
            ".balign 8\n" #name ":\n"                                                             \
            ".8byte 2f - 1f\n"                                                                    \
            "1:\n" take "\n"                                                                      \
            "2:\n"                                                                                \
            ".byte 0\n"                                                                           \
            ".popsection")

#define FILE_OF(path) ".incbin \"" path "\""

PART(part_outline, FILE_OF("report/report.ini"));
PART(part_html, FILE_OF("report/page.html"));
PART(part_css, FILE_OF("report/page.css"));
PART(part_script, FILE_OF("report/page_text.js") "\n" FILE_OF("report/page_tables.js") "\n"
     FILE_OF("report/page_charts.js") "\n" FILE_OF("report/page_graphs.js") "\n"
     FILE_OF("report/page.js"));
#ifdef REPORT_CHARTS
PART(part_charts, FILE_OF(REPORT_CHARTS));
#else
PART(part_charts, "");
#endif
#ifdef REPORT_LICENCE
PART(part_licence, FILE_OF(REPORT_LICENCE));
#else
PART(part_licence, "");
#endif
