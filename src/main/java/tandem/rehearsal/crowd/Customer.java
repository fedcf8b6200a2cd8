package tandem.rehearsal.crowd;

import java.util.List;

/**
 * A customer of the shop.
 *
 * @param phone in E.164
 * @param orders the numbers of their orders, at least one
 */
record Customer(String name, String phone, String email, List<String> orders) {}
