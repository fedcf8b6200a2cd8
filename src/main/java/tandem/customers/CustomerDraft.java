package tandem.customers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.base.Failure;
import tandem.base.SegmentId;
import tandem.base.Text;

/** A new customer as a person typed it in. */
public record CustomerDraft(
    String name, Optional<SegmentId> segment, List<GivenPoint> contactPoints) {

  public static final int CONTACT_POINTS_MAX = 20;

  @SuppressWarnings("ConstantValue") // JSON may omit any part
  public CustomerDraft {
    name = name == null ? "" : name.strip();
    segment = segment == null ? Optional.empty() : segment;
    contactPoints = contactPoints == null ? List.of() : List.copyOf(contactPoints);
    checkName("name", name);
  }

  static void checkName(String field, String name) {
    Failure.require(
        !name.isBlank()
            && Text.length(name) <= Customer.NAME_LENGTH_MAX
            && name.chars().noneMatch(Character::isISOControl),
        field + " must be 1-" + Customer.NAME_LENGTH_MAX + " characters on one line");
  }

  /** A contact point as typed: a phone may be national. */
  public record GivenPoint(ContactPoint.Kind kind, String value) {
    public GivenPoint {
      Failure.require(kind != null, "contact_points.kind must be phone, email or visitor");
      Failure.require(value != null, "contact_points.value is required");
    }

    /**
     * Returns all contact points, normalized, each once; {@link Failure.Invalid} names the unusable
     * ones.
     */
    static Set<ContactPoint> read(List<GivenPoint> given, PhoneNumbers phones) {
      Failure.require(
          given.size() <= CONTACT_POINTS_MAX,
          "contact_points must be at most " + CONTACT_POINTS_MAX);
      var points = new LinkedHashSet<ContactPoint>();
      var errors = new ArrayList<String>();
      for (int i = 0; i < given.size(); i++) {
        var one = given.get(i);
        var point = phones.point(one.kind(), one.value());
        if (point.isPresent()) {
          points.add(point.get());
        } else {
          errors.add("contact_points[" + i + "].value must be " + one.kind().allowed());
        }
      }
      if (!errors.isEmpty()) {
        throw new Failure.Invalid(errors);
      }
      return points;
    }
  }
}
