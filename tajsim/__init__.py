"""tajsim"""
