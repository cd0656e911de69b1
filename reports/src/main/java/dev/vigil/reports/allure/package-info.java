/** The Allure report, kept apart because it alone needs the Allure libraries. */
@NullMarked
package dev.vigil.reports.allure;

import org.jspecify.annotations.NullMarked;
