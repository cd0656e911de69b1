/** The page as a browser shows it, and the bound on its entries. */
@NullMarked
package dev.vigil.reports.allure;

import org.jspecify.annotations.NullMarked;
