/** The check of what the build uses against known advisories. */
@org.jspecify.annotations.NullMarked
package tandem.dependencies;
