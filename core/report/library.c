/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "report/library.h"

#include "base/say.h"

#define MISSING "built without d3, which needs node-d3"

void
library_print(FILE *to)
{
#ifdef REPORT_CHARTS
    fputs("report: drawn by d3 " REPORT_CHARTS_VERSION "\n", to);
#else
    fputs("report: tables only; " MISSING "\n", to);
#endif
}

void
library_say_missing(void)
{
    say_warning("the page has tables and no drawings: this netcap was " MISSING
                ": install that, then configure and build again");
}
